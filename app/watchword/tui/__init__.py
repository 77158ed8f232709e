"""Face two: Textual, for people who look."""
