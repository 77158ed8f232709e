"""Watchword walks a person through their team's security guide and lets them prove it."""

__version__ = "0.1.0"
