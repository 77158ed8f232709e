"""Looks at a URL the team runs: asked once by `probe`, judged by many."""
