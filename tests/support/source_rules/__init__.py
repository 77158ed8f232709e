"""Rules for trying how trees are read: modules, as the reading processes import them by name."""
