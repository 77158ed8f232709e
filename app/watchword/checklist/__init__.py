"""What is taught: a team's guide as data, read from TOML."""
