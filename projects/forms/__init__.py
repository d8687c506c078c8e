"""Forms of concerns and projects. They check shape only; what is allowed is the services' to say."""
