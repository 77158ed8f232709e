"""How far each journal had got on this computer, kept apart from the journals, so that a rewind is noticed.

The file is a memory, not a proof: when it is missing or broken it is simply made again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import tomli_w

from watchword.errors import JournalError
from watchword.progress import disk
from watchword.progress.chain import Chain, find_line

_COMMENT = "# How far each journal had got on this computer. Made again when it is missing.\n\n"
_LARGEST_FILE = 256 * 1024
_BLOCK = rb'\[([0-9a-f]{32})\]\ncount = ([0-9]{1,9})\nhead = "([0-9a-f]{64})"\n\n?'
_FILE = re.compile(rb"(?:#[^\n]*\n)*\n?(?:" + _BLOCK + rb")*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a journal: the number of events, and the head after them."""

    count: int
    head: str


def read_marks(path: Path) -> dict[str, Mark]:
    """Give the marks by the id of their journal; none when the file is missing, broken or not ours."""
    try:
        descriptor = disk.open_file(path, write=False)
        try:
            data = disk.read_all(descriptor, _LARGEST_FILE)
        finally:
            os.close(descriptor)
    except (OSError, JournalError):
        return {}
    if len(data) > _LARGEST_FILE or _FILE.fullmatch(data) is None:
        return {}
    found = re.findall(_BLOCK, data)
    return {journal.decode(): Mark(int(count), head.decode()) for journal, count, head in found}


def save_mark(path: Path, journal: str, mark: Mark) -> None:
    """Remember a mark beside those of other journals. Raises `OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    marks: Mapping[str, Mark] = {**read_marks(path), journal: mark}
    tables = {name: asdict(kept) for name, kept in marks.items()}
    disk.replace(path, (_COMMENT + tomli_w.dumps(tables)).encode())


def compare(chain: Chain, known: Sequence[Mark], data: bytes, path: Path, memory: Path | None) -> int:
    """Give how many events there should be when a journal is behind its marks, else 0.

    `data` is the journal at `path`, `memory` the file the marks are from. Raises `JournalError` when the
    journal is as long as a mark says, or longer, and differs.
    """
    remedy = "Put back a copy of the file from a backup."
    for mark in known:
        if mark.count <= chain.count and chain.heads[mark.count] != mark.head:
            where = f"event {mark.count}, or something before it," if mark.count else "the header"
            if memory:
                file = disk.name_path(memory)
                remedy += f" If you put this journal here on purpose, delete {file} and open it again."
            line = find_line(data, mark.count)
            detail = f"{disk.name_path(path)}, line {line}: {where} is not what was recorded here."
            raise JournalError("The journal is not what this computer remembers.", detail, remedy)
    return max((mark.count for mark in known if mark.count > chain.count), default=0)
