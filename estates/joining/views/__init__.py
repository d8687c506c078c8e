"""Pages of joining, by who they are for."""
