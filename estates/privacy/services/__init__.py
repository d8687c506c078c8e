"""What is done with what is kept about people, one module for each noun."""

from estates.privacy.services.looks import note_look

__all__ = [
    "note_look",
]
