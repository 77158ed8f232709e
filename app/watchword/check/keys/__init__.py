"""Checks of keys: private keys, backups, revocation certificates."""
