"""The two house themes. Every text colour stands at 7:1 or more on every background it is used on; a test
computes it."""

from __future__ import annotations

from textual.theme import Theme


def _theme(name: str, dark: bool, colours: dict[str, str], text: dict[str, str]) -> Theme:
    """Build a theme whose text variables are named colours, not blends that depend on what lies below."""
    muted, strong = text["muted"], text["strong"]
    variables = {
        "text": strong,
        "text-muted": muted,
        "text-disabled": muted,
        "text-primary": text["primary"],
        "text-secondary": text["primary"],
        "text-accent": text["accent"],
        "text-success": text["success"],
        "text-warning": text["warning"],
        "text-error": text["error"],
        "foreground-muted": muted,
        "block-cursor-foreground": text["on-cursor"],
        "block-cursor-background": text["cursor"],
        "block-cursor-blurred-foreground": strong,
        "block-cursor-blurred-background": text["cursor-blurred"],
        "input-cursor-foreground": colours["background"],
        "input-cursor-background": text["primary"],
        "input-selection-background": text["cursor-blurred"],
        "footer-foreground": strong,
        "footer-description-foreground": strong,
        "footer-key-foreground": text["primary"],
        "footer-background": colours["panel"],
        "border": text["primary"],
        "border-blurred": text["line"],
        "link-color": text["primary"],
        "link-color-hover": text["on-cursor"],
        "link-background-hover": text["cursor"],
        "button-color-foreground": text["on-cursor"],
        "button-foreground": strong,
        "boost-tick": text["tick"],
        "scrollbar": text["line"],
        "scrollbar-hover": text["primary"],
        "scrollbar-active": text["primary"],
        "scrollbar-background": colours["background"],
        "scrollbar-background-hover": colours["background"],
        "scrollbar-background-active": colours["background"],
        "scrollbar-corner-color": colours["background"],
    }
    return Theme(
        name=name,
        dark=dark,
        variables=variables,
        primary=colours["primary"],
        secondary=colours["primary"],
        accent=colours["accent"],
        success=colours["success"],
        warning=colours["warning"],
        error=colours["error"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
    )


DARK = _theme(
    "watchword-dark",
    True,
    {
        "primary": "#7cc4ff",
        "accent": "#e8b6ff",
        "success": "#7ee2a0",
        "warning": "#ffd479",
        "error": "#ffab9e",
        "foreground": "#e8edf2",
        "background": "#10151b",
        "surface": "#161d25",
        "panel": "#1d2630",
    },
    {
        "strong": "#e8edf2",
        "muted": "#bac5cf",
        "primary": "#8fcdff",
        "accent": "#e8b6ff",
        "success": "#7ee2a0",
        "warning": "#ffd479",
        "error": "#ffb3a7",
        "cursor": "#223140",
        "on-cursor": "#ffffff",
        "cursor-blurred": "#1d2a36",
        "line": "#3a4957",
        "tick": "#2a3744",
    },
)

LIGHT = _theme(
    "watchword-light",
    False,
    {
        "primary": "#0b4a82",
        "accent": "#6a2380",
        "success": "#0d5226",
        "warning": "#664000",
        "error": "#8a1408",
        "foreground": "#161b20",
        "background": "#fbfaf7",
        "surface": "#f3f1ec",
        "panel": "#e9e6df",
    },
    {
        "strong": "#161b20",
        "muted": "#3a4249",
        "primary": "#0b4a82",
        "accent": "#6a2380",
        "success": "#0d5226",
        "warning": "#5c3900",
        "error": "#8a1408",
        "cursor": "#dbe4ee",
        "on-cursor": "#000000",
        "cursor-blurred": "#e4e9ee",
        "line": "#b8b3a8",
        "tick": "#d9d5cc",
    },
)

HOUSE = (DARK, LIGHT)
