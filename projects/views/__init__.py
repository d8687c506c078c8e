"""Pages of concerns and projects, by who they are for."""
