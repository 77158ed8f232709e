"""What dot files say in a grammar of their own: settings of curl, wget, git, s3cmd, tmux and Vim.

What they share with a command line, `history_rule` knows. Nothing here returns or keeps a value.
"""

from __future__ import annotations

import re

from watchword.check.device.stray_literal import VALUE, is_literal

IN_SETTING = "a password or token in a setting"

# Commented out or not: a value stands there all the same.
_START = r"^\s*(?:[#;\"]\s*)?"
_SECRET = r"(?i:[\w.:-]*(?:pass|password|passwd|passphrase|token|secret|secret[_-]?key|api[_-]?key))"  # noqa: S105
_END = r"\s*(?:[#;].*)?$"
_CURL = r"(?:--?)?(?:oauth2-bearer|(?:proxy-)?(?:pass|tlspassword))"
_PAIR = r"['\"]?[^\s:'\"]+:([^\s'\"]+)['\"]?"  # a name and a password

_SETTINGS = (
    re.compile(rf"{_START}{_SECRET}\s*=\s*({VALUE}){_END}"),  # wget, git, s3cmd
    re.compile(rf"{_START}let\s+{_SECRET}\s*=\s*('[^']*'|\"[^\"]*\")"),  # Vim
    re.compile(rf"{_START}(?:set-environment|setenv)\s+(?:-\w+\s+)*{_SECRET}\s+({VALUE})"),  # tmux
)
# curl also takes a colon or a blank between name and value, and dashes before the name
_CURL_SETTINGS = (
    re.compile(rf"{_START}(?:-u|-U|(?:--)?(?:proxy-)?user)\s*(?:[=:]|\s)\s*{_PAIR}{_END}"),
    re.compile(rf"{_START}{_CURL}\s*(?:[=:]|\s)\s*({VALUE}){_END}"),
)
_CURL_FILES = (".curlrc", "_curlrc")
_HELPER = re.compile(r"\s*(?:\[[^\]]*\]\s*)?helper\s*=", re.IGNORECASE)
_GIT_FILES = (".gitconfig",)


def kind_of(text: str, name: str) -> str:
    """Return what a line of the dot file of that name gives away, empty for nothing."""
    patterns = (*_SETTINGS, *_CURL_SETTINGS) if name in _CURL_FILES else _SETTINGS
    is_one = any((match := pattern.search(text)) and is_literal(match[1]) for pattern in patterns)
    return IN_SETTING if is_one else ""


def is_git_helper(text: str, name: str) -> bool:
    """Whether a line tells git which helper to ask for passwords, which `stray-credentials` looks into."""
    return name in _GIT_FILES and _HELPER.match(text) is not None
