"""The process that reads files of a source tree: told a task once, then chunks of paths, until told no more.

It runs our own code only, asks nothing and starts nothing. Frames go over its standard input and output: four
bytes of length, then JSON. It imports what the rules need and nothing of the app's faces.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from watchword.check.source.gather import Gatherer
from watchword.check.source.limits import Limits
from watchword.check.source.packing import pack
from watchword.check.source.rules import load

LENGTH = 4  # bytes, the most significant first
# What the process is started with: where to import from is the first line it is sent.
START = (
    "import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline()); from "
    "watchword.check.source.worker import main; main()"
)


def frame(value: object) -> bytes:
    """Return a value as it is sent."""
    data = json.dumps(value, separators=(",", ":")).encode("ascii")
    return len(data).to_bytes(LENGTH) + data


def task(root: str, modules: tuple[str, ...], limits: Limits) -> bytes:
    """Return what a new process is sent first."""
    places = [place for place in sys.path if place]
    return json.dumps(places).encode("ascii") + b"\n" + frame([root, modules, asdict(limits)])


def main() -> None:
    """Serve until standard input ends."""
    asked, answers = sys.stdin.buffer, _own_output()
    root, modules, limits = _receive(asked)
    gatherer = Gatherer(root, load(tuple(modules)), Limits(**limits))
    gc.freeze()
    _send(answers, "ready")
    while (paths := _receive(asked)) is not None:
        _send(answers, [pack(gatherer.gather(path)) for path in paths])


def _own_output() -> BinaryIO:
    """Keep the pipe to whoever asks; what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return answers


def _receive(asked: BinaryIO) -> Any:
    head = asked.read(LENGTH)
    return json.loads(asked.read(int.from_bytes(head))) if head else None


def _send(answers: BinaryIO, value: object) -> None:
    answers.write(frame(value))
    answers.flush()
