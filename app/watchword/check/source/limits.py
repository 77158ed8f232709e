"""How far the reading of a source tree goes. What lies beyond a limit is named, never dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one reading.

    - `files` of a tree, `depth` of folders below it, `total` bytes of all files together.
    - `length`: of a longer file only so many bytes are read.
    - `seconds` for one file, by all rules; then its reader is ended.
    - `walking`: seconds for listing the folders.
    - `file_spots` of one rule in one file, `spots` of all; the worst come first.
    - `named`: so many files that could not be read are named, the others counted.
    - `settled`: a file changed less than so many seconds ago is not kept, as its time may not tell of one
      more change.
    """

    files: int = 200_000
    depth: int = 64
    total: int = 2 * 1024 * 1024 * 1024
    length: int = 1024 * 1024
    seconds: float = 10.0
    walking: float = 120.0
    file_spots: int = 200
    spots: int = 50_000
    named: int = 50
    settled: float = 2.0
