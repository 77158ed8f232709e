"""Checks of this device, one file per topic."""
