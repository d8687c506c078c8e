"""Settings: ``base`` holds everything, the others say only what differs."""
