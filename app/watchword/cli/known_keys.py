"""The option that names the keys one knows, the same wherever a signature is looked at."""

from __future__ import annotations

from pathlib import Path

import click

KNOWN_KEYS = click.option(
    "--signers",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The keys you know, one person a line, as in the .allowed_signers file of an export.",
)
