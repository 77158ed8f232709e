"""What a session's settings say: when it locks by itself, and whether waking asks for a password.

Every desktop and platform has its own reader; all come to these values, which the two checks judge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from watchword.check.check import Limit
from watchword.check.finding import Evidence
from watchword.check.host import HostError

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class LockTime:
    """Seconds without input until a password is wanted, on one power source; `None` is never.

    `because` says how it comes about, as a clause. With `is_known` false nobody could tell, and `because` is
    the reason. `power` is "on battery", "on mains", or empty where it is the same on both.
    """

    seconds: float | None
    because: str
    power: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Wake:
    """Seconds after which waking wants a password; `None` is never.

    `is_partial`: only some ways of waking ask, as `because` says.
    """

    seconds: float | None
    because: str
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Locking:
    """Both answers for one session; a string in place of an answer is why there is none.

    `session` is the key under which remedies are found (`gnome`, `sway`, `macos` ...), `name` what people
    call it.
    """

    session: str
    name: str
    idle: tuple[LockTime, ...] | str
    wake: Wake | str
    evidence: tuple[Evidence, ...] = ()
    unproven: str = ""


def unknown(reason: str, evidence: tuple[Evidence, ...] = (), *, name: str = "this session") -> Locking:
    """Return the answer where neither can be told, with the reason."""
    return Locking("", name, reason, reason, evidence)


def attempt(answer: Callable[[], Answer]) -> Answer | str:
    """Return an answer, or the reason why a setting it needs could not be had."""
    try:
        return answer()
    except HostError as error:
        return error.reason


def number(limits: Mapping[str, Limit], name: str) -> int:
    """Return a limit that has to be a whole number."""
    value = limits[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"the limit {name} has to be a whole number")
    return value


def spell(seconds: float) -> str:
    """Return a time as people write it: `5 min`, `15 min 30 s`, `8 h`."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if count]
    return " ".join(parts) or "0 s"
