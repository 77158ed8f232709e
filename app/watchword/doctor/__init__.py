"""What can be looked at on this machine and what cannot, why, and how to make it possible."""
