"""What the plugins of detect-secrets recognise in an entry. Imported late: the library takes its time.

Only `analyze_string` is called. The library's own scan would also ask makers of tokens whether one is valid,
over the network, and would hash what it found; here neither can happen, also for want of `requests`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

from watchword.check.device.history_filter import Candidate
from watchword.check.device.history_offline import without_requests
from watchword.check.device.stray_literal import is_stand_in

with without_requests():
    import detect_secrets.plugins
    from detect_secrets.filters import heuristic
    from detect_secrets.plugins.base import BasePlugin

# Not asked: any random-looking text, and addresses of machines, which are no secrets.
_LEFT_OUT = ("Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector")
# By a word near the value rather than by its form; asked last, and more is taken for a stand-in.
_BROAD = ("KeywordDetector", "BasicAuthDetector", "IbmCloudIamDetector")
_KEY_TEXT = re.compile(r"[A-Za-z0-9+/=]{40}")
# Commands whose arguments are text or patterns, in which a word near a quotation says nothing.
_OF_TEXT = re.compile(
    r"\s*(?:git\s+(?:commit|tag|log|grep|stash)|gh\s+(?:pr|issue)|[ef]?grep|rg|ag|sed|awk|jq)\b"
)
_KEYWORD = "KeywordDetector"
_QUOTE = re.compile(r"['\"`]")
_PRIVATE_KEY = "PrivateKeyDetector"


class Recogniser:
    """The plugins, made once."""

    def __init__(self) -> None:
        with without_requests():
            plugins = {type(plugin).__name__: plugin for plugin in _plugins()}
        self._precise = [plugin for name, plugin in plugins.items() if name not in _BROAD]
        self._broad = [plugin for name, plugin in plugins.items() if name in _BROAD]

    def precise(self, candidate: Candidate) -> str:
        """Return the kind of secret an entry holds by its form, empty for none."""
        for plugin in self._precise:
            for value in plugin.analyze_string(candidate.text):
                if _is_real(value, candidate, plugin):
                    return str(plugin.secret_type)
        return ""

    def broad(self, candidate: Candidate) -> str:
        """Return the kind of secret an entry seems to hold by the words in it, empty for none."""
        if _OF_TEXT.match(candidate.text):
            return ""
        for plugin in self._broad:
            if type(plugin).__name__ == _KEYWORD and not _QUOTE.search(candidate.text):
                continue  # the slowest of all; each of its patterns has a value in quotes
            for value in plugin.analyze_string(candidate.text):
                if _is_real(value, candidate, plugin) and not _is_prose(value, candidate.text):
                    return str(plugin.secret_type)
        return ""


def _plugins() -> Iterable[BasePlugin]:
    for module in iter_modules(detect_secrets.plugins.__path__):
        for plugin in vars(import_module(f"detect_secrets.plugins.{module.name}")).values():
            is_plugin = isinstance(plugin, type) and issubclass(plugin, BasePlugin)
            if is_plugin and not plugin.__abstractmethods__ and plugin.__name__ not in _LEFT_OUT:
                yield plugin()


def _is_real(value: str, candidate: Candidate, plugin: BasePlugin) -> bool:
    if type(plugin).__name__ == _PRIVATE_KEY:  # the words alone are in every search for keys
        return bool(_KEY_TEXT.search(candidate.text) or _KEY_TEXT.search(candidate.after))
    return not (
        is_stand_in(value)
        or heuristic.is_sequential_string(value)
        or heuristic.is_templated_secret(value)
        or heuristic.is_not_alphanumeric_string(value)
        or heuristic.is_prefixed_with_dollar_sign(value)
    )


def _is_prose(value: str, text: str) -> bool:
    """Whether a value is text, a reference or an identifier rather than a password."""
    return (
        " " in value
        or "$" in value
        or heuristic.is_potential_uuid(value)
        or heuristic.is_indirect_reference(text)
    )
