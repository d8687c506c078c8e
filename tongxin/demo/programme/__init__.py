"""The programme of 2025 as a plan: its estates, what troubled them, what came of it and what it cost."""

from tongxin.demo.programme.estates import HOME, TOWNS, Town
from tongxin.demo.programme.plan import cases_of

__all__ = ["HOME", "TOWNS", "Town", "cases_of"]
