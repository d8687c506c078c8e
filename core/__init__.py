"""What every app stands on and no table belongs to."""
