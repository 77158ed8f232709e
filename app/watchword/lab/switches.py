"""What the server of the lab does: a small file of switches that the person edits, read anew for each
request."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from watchword.errors import UsageError

_TEXT = """\
# What the server of the lab does. It reads this file for every request: change a line, save it, look again.

# People are given the address with http://.
plain_address = true

# A request over plain HTTP is led to HTTPS.
redirect = false

# For how many days browsers are to come back over HTTPS (HTTP Strict Transport Security); 0 says nothing.
hsts_days = 0

# /login shows its form over plain HTTP, too.
plain_login = true

# The session cookie is marked Secure.
secure_cookie = false

# The first page loads a script over plain HTTP.
plain_script = true

# The first page names a host without https:// in front.
relative_address = true

# /.well-known/security.txt says where to report a hole.
security_txt = false
"""


@dataclass(frozen=True, slots=True)
class Switches:
    """The switches, as the lab begins."""

    plain_address: bool = True
    redirect: bool = False
    hsts_days: int = 0
    plain_login: bool = True
    secure_cookie: bool = False
    plain_script: bool = True
    relative_address: bool = True
    security_txt: bool = False


def write_first(path: Path) -> None:
    """Write the file as the lab begins, unless it is there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_TEXT, "utf-8")


def read(path: Path) -> Switches:
    """Return the switches; raises `UsageError` that names the file, the line and the way out."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Switches()
    except tomllib.TOMLDecodeError as error:
        raise _trouble(path, f"{error}".replace("(at", "(").split("(")[-1].rstrip(")")) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _trouble(path, "the file cannot be read") from error
    known = {one.name: type(getattr(Switches(), one.name)) for one in fields(Switches)}
    for name, value in found.items():
        if name not in known or type(value) is not known[name]:
            wanted = "no switch of the lab" if name not in known else f"no {_KINDS[known[name]]}"
            raise _trouble(path, f"line {_line_of(path, name)}, {name}: that is {wanted}")
    return Switches(**found)


def write(path: Path, switches: Mapping[str, bool | int]) -> None:
    """Set switches in the file, each in its own line; everything else of it stays. Raises `UsageError`."""
    read(path)
    text = path.read_text("utf-8") if path.exists() else _TEXT
    for name, value in switches.items():
        line = f"{name} = {str(value).lower()}"
        text, count = re.subn(rf"(?m)^{name}\s*=.*$", line, text)
        text = text if count else f"{text.rstrip()}\n\n{line}\n"
    path.write_text(text, "utf-8")


_KINDS = {bool: "true or false", int: "number"}


def _line_of(path: Path, name: str) -> int:
    lines = path.read_text("utf-8").split("\n")
    return next((n for n, line in enumerate(lines, 1) if line.strip().startswith(name[:40])), 1)


def _trouble(path: Path, what: str) -> UsageError:
    return UsageError(
        "The server of the lab cannot read its switches.",
        f"{path.name}: {what}.",
        "Correct it, or bring the lab back as it was: `watchword lab --fresh`.",
    )
