"""Pages of signing in, confirming, and what one signs in with."""
