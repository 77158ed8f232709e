"""Looks at a source tree: each file read once, by all rules that want it, and judged by many."""
