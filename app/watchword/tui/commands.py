"""The palette: every guideline by title or rule, and the other checklists that the person follows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from watchword.text import clean

if TYPE_CHECKING:
    from watchword.followed import Followed
    from watchword.tui.app import WatchwordApp
    from watchword.tui.screens.guide import GuideScreen


_HELP = "Another checklist that you follow"


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


class ChecklistProvider(Provider):
    """Goes to another checklist that the person follows; what was done in this one is recorded."""

    async def startup(self) -> None:
        """Read their heads once, not with every letter that is typed."""
        self._known = list(self._others())

    async def discover(self) -> Hits:
        """Show them before anything is typed."""
        for one, text in self._known:
            yield DiscoveryHit(Content(text), partial(self._go_to, one), text=text, help=_HELP)

    async def search(self, query: str) -> Hits:
        """Match their titles."""
        matcher = self.matcher(query)
        for one, text in self._known:
            if (score := matcher.match(text)) > 0:
                yield Hit(score, matcher.highlight(text), partial(self._go_to, one), help=_HELP)

    def _others(self) -> Iterator[tuple[Followed, str]]:
        from watchword.followed import followed
        from watchword.tui.screens.guide import GuideScreen

        screen = self.screen
        assert isinstance(screen, GuideScreen)  # noqa: S101 - the provider belongs to that screen
        for one in followed(screen.session.kit):
            if one.id and one.id != screen.session.checklist.id:
                yield one, f"Go to: {one.title}"

    def _go_to(self, one: Followed) -> None:
        app: WatchwordApp = self.app  # type: ignore[assignment]
        app.go_to(one.folder)
