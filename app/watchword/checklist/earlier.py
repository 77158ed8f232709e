"""A checklist as it was: in another folder, or at a revision that git knows."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from importlib.resources.abc import Traversable
from pathlib import Path

from watchword.checklist.locate import locate
from watchword.errors import ChecklistError
from watchword.text import clean

_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/@{}^~+-]{0,199}")
_LARGEST = 32 * 1024 * 1024  # bytes of a folder at a revision, packed
_SECONDS = 30
# Nothing that belongs to the tree or to a person's settings is run: no hook, no filter, no pager.
_QUIET = ("-c", "core.hooksPath=", "-c", "core.fsmonitor=false", "-c", "core.attributesFile=", "--no-pager")


def find_earlier(named: str, folder: Path) -> Traversable:
    """Return the folder `named`, or what `folder` held at the git revision of that name.

    Raises `ChecklistError` where there is neither, or no checklist in it.
    """
    if Path(named).is_dir():
        return locate(Path(named))
    return at_revision(named, folder)


def at_revision(revision: str, folder: Path) -> Traversable:
    """Return what a folder inside a git repository held at a revision; raises `ChecklistError`."""
    if not _REVISION.fullmatch(revision):
        raise _missing(revision, "It is no folder, and no name that git has for a revision.")
    argv = ["git", *_QUIET, "-C", str(folder), "archive", "--format=zip", revision, "."]
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            argv,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            env=environment,
            check=False,
        )
    except FileNotFoundError:
        raise _missing(revision, "It is no folder, and git is not here to ask for a revision.") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _missing(revision, f"git did not answer ({type(error).__name__}).") from error
    if done.returncode or len(done.stdout) > _LARGEST:
        said = clean(done.stderr.decode("utf-8", "replace"), limit=200)
        raise _missing(revision, f"It is no folder, and git says: {said or 'it is too large'}.")
    found = zipfile.Path(io.BytesIO(done.stdout))
    if not (found / "checklist.toml").is_file():
        raise _missing(revision, "There was no checklist.toml in this folder then.")
    return found


def _missing(named: str, detail: str) -> ChecklistError:
    return ChecklistError(
        f"There is no earlier checklist {clean(named, limit=80)!r}.",
        detail,
        "Name the folder of the earlier checklist, or the git revision that holds it, such as HEAD.",
    )
