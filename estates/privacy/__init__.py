"""What is kept about people, why and how long; what they agreed to, and what they may ask for."""
