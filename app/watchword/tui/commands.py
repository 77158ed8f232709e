"""The palette: every guideline by title or rule, beside the commands of the app."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from watchword.text import clean

if TYPE_CHECKING:
    from watchword.tui.screens.guide import GuideScreen


class GuidelineProvider(Provider):
    """Finds guidelines."""

    @property
    def guide(self) -> GuideScreen:
        """The screen that opens what was found."""
        from watchword.tui.screens.guide import GuideScreen

        screen = self.screen
        assert isinstance(screen, GuideScreen)  # noqa: S101 - the provider belongs to that screen
        return screen

    async def discover(self) -> Hits:
        """Show the next pending guideline before anything is typed."""
        standing = self.guide.session.next_pending(self.guide.guideline)
        if standing is not None:
            title = clean(standing.guideline.title)
            action = partial(self.guide.open_guideline, standing.guideline.id)
            yield DiscoveryHit(
                Content(f"Next: {title}"), action, text=title, help="The next guideline with something to do"
            )

    async def search(self, query: str) -> Hits:
        """Match titles, then rules."""
        matcher = self.matcher(query)
        for standing in self.guide.session.progress.standings.values():
            guideline = standing.guideline
            text = f"{guideline.title}: {guideline.rule}"
            if (score := matcher.match(text)) > 0:
                action = partial(self.guide.open_guideline, guideline.id)
                yield Hit(score, matcher.highlight(clean(guideline.title)), action, help=str(standing.stage))
