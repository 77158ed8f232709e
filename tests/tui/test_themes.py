"""Every text colour stands at 7:1 or more on every background it is shown on."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from watchword.settings import THEMES
from watchword.tui.themes import HOUSE
from watchword.tui.words import OUTCOMES, STAGES

BACKGROUNDS = (
    "background",
    "surface",
    "panel",
    "block-cursor-background",
    "block-cursor-blurred-background",
)
TEXTS = (
    "foreground",
    "text",
    "text-muted",
    "text-primary",
    "text-accent",
    "text-success",
    "text-warning",
    "text-error",
    "footer-description-foreground",
    "footer-key-foreground",
    "block-cursor-foreground",
    "block-cursor-blurred-foreground",
    "link-color",
)


def _contrast(one: Color, other: Color) -> float:
    """The ratio of WCAG 2.2, 1.4.3: relative luminance of sRGB."""

    def luminance(colour: Color) -> float:
        parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", HOUSE, ids=lambda theme: theme.name)
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stands_out_from_its_background(theme: Theme, background: str, text: str) -> None:
    colours = theme.to_color_system().generate()
    ratio = _contrast(Color.parse(colours[text]), Color.parse(colours[background]))
    assert ratio >= 7, f"{text} on {background} is {ratio:.2f}:1"


@pytest.mark.parametrize("theme", HOUSE, ids=lambda theme: theme.name)
def test_an_open_tab_and_a_button_stand_out(theme: Theme) -> None:
    colours = theme.to_color_system().generate()
    assert _contrast(Color.parse(colours["background"]), Color.parse(colours["text-primary"])) >= 7
    assert _contrast(Color.parse(colours["background"]), Color.parse(colours["foreground"])) >= 7


def test_every_state_is_coloured_by_a_tested_variable() -> None:
    assert {look.colour for look in (*STAGES.values(), *OUTCOMES.values())} <= set(TEXTS)


def test_every_state_has_a_glyph_and_a_word_of_its_own() -> None:
    for looks in (STAGES, OUTCOMES):
        assert len({look.word for look in looks.values()}) == len(looks)
        assert all(look.glyph and look.word for look in looks.values())


def test_the_settings_offer_exactly_the_house_themes() -> None:
    assert tuple(theme.name for theme in HOUSE) == THEMES
