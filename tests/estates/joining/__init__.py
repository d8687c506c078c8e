"""How people come to be registered."""
