"""History that nobody did in the portal: the same rows as the services make, written many at a time."""

from tongxin.demo.history.load import load_history
from tongxin.demo.history.loader import Loader

__all__ = ["Loader", "load_history"]
