"""Pages of one's own data, and of those who keep other people's."""
