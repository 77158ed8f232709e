"""The two house themes. Every text colour stands at 7:1 or more on every background it is used on; a test
computes it."""

from __future__ import annotations

from textual.theme import Theme

# Textual's variables, each with the colour of ours that it takes: named colours, where Textual would blend
# with whatever lies below, so that a contrast can be computed.
_VARIABLES = {
    "text": "strong",
    "text-muted": "muted",
    "text-disabled": "muted",
    "text-primary": "primary",
    "text-secondary": "primary",
    "text-accent": "accent",
    "text-success": "success",
    "text-warning": "warning",
    "text-error": "error",
    "foreground-muted": "muted",
    "block-cursor-foreground": "on-cursor",
    "block-cursor-background": "cursor",
    "block-cursor-blurred-foreground": "strong",
    "block-cursor-blurred-background": "cursor-blurred",
    "input-cursor-foreground": "background",
    "input-cursor-background": "primary",
    "input-selection-background": "cursor-blurred",
    "footer-foreground": "strong",
    "footer-description-foreground": "strong",
    "footer-key-foreground": "primary",
    "footer-background": "panel",
    "border": "primary",
    "border-blurred": "line",
    "link-color": "primary",
    "link-color-hover": "on-cursor",
    "link-background-hover": "cursor",
    "button-color-foreground": "on-cursor",
    "button-foreground": "strong",
    "boost-tick": "tick",
    "scrollbar": "line",
    "scrollbar-hover": "primary",
    "scrollbar-active": "primary",
    "scrollbar-background": "background",
    "scrollbar-background-hover": "background",
    "scrollbar-background-active": "background",
    "scrollbar-corner-color": "background",
}


def _theme(name: str, dark: bool, colours: dict[str, str]) -> Theme:
    """Build a theme from colours of ours."""
    return Theme(
        name=name,
        dark=dark,
        variables={variable: colours[colour] for variable, colour in _VARIABLES.items()},
        primary=colours["primary"],
        secondary=colours["primary"],
        accent=colours["accent"],
        success=colours["success"],
        warning=colours["warning"],
        error=colours["error"],
        foreground=colours["strong"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
    )


DARK = _theme(
    "watchword-dark",
    True,
    {
        "background": "#10151b",
        "surface": "#161d25",
        "panel": "#1d2630",
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
        "background": "#fbfaf7",
        "surface": "#f3f1ec",
        "panel": "#e9e6df",
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
