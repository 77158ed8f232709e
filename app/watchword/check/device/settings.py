"""Settings as a tool or a file gave them: raw text by key, with the documented default where a key is unset.

An unset key means the default, so each desktop writes its defaults down. A key that has neither a value nor a
default raises `HostError`: what is not known is not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchword.check.finding import Evidence
from watchword.check.host import HostError
from watchword.text import clean

_YES = ("true", "1", "yes", "on")
_NO = ("false", "0", "no", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """Values read from `source`, and the defaults of what may be unset."""

    source: str
    values: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return the value of a key, or its default."""
        value = self.values.get(key, self.defaults.get(key))
        if value is None:
            raise HostError(f"The setting {key} was not found ({self.source}).")
        return value

    def number(self, key: str) -> float:
        """Return a number; GVariant prints some with their type in front (`uint32 300`)."""
        words = self.text(key).split()
        try:
            return float(words[-1])
        except (IndexError, ValueError) as error:
            raise HostError(f"The setting {key} is not a number ({self.source}).") from error

    def flag(self, key: str) -> bool:
        """Return a switch."""
        value = self.text(key).strip().lower()
        if value in _YES:
            return True
        if value in _NO:
            return False
        raise HostError(f"The setting {key} is neither on nor off ({self.source}).")

    def evidence(self, *keys: str) -> tuple[Evidence, ...]:
        """Return these keys as facts; those unset are shown with their default."""
        return tuple(Evidence(self.source, fact) for key in keys if (fact := self._fact(key)))

    def _fact(self, key: str) -> str:
        if key in self.values:
            return f"{key}: {clean(self.values[key].split(' ')[-1], limit=40)}"
        default = self.defaults.get(key)
        return f"{key}: not set, so the default {default}" if default is not None else ""
