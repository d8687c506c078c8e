"""Offices: given and ended as recorded acts, and the log of what was done in them."""
