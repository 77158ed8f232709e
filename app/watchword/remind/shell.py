"""The line that a shell's start file takes, so that every new terminal says what is due. Pure."""

from __future__ import annotations

_POSIX = "command -v watchword >/dev/null && watchword status"
_LINES = {
    "bash": ("~/.bashrc", _POSIX),
    "zsh": ("~/.zshrc", _POSIX),
    "fish": (
        "~/.config/fish/config.fish",
        "status is-interactive; and type -q watchword; and watchword status",
    ),
}


def shell_line(platform: str, shell: str) -> tuple[str, str]:
    """Return the start file and the line for a shell, given by its path as `SHELL` holds it."""
    if platform == "windows":
        return "$PROFILE", "watchword status"
    name = shell.rpartition("/")[2]
    return _LINES.get(name, ("~/.profile", _POSIX))
