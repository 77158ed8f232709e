"""The two views that are read: why a guideline exists, and how to follow it on this machine."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.reactive import var

from watchword.checklist.glossary import abbreviations
from watchword.checklist.model import HARMS, Beyond, Block, Platform, Source
from watchword.checklist.platform import NAMES, split
from watchword.checklist.renewal import Former
from watchword.progress.standing import Standing
from watchword.tui.markdown import CODE, plain, render, steps
from watchword.tui.widgets.reworded import reworded
from watchword.tui.widgets.view import View, heading, joined

Named = tuple[Platform, Block]


class WhyView(View):
    """What goes wrong without the guideline, for whom, a case that happened, and the usual objection."""

    HELP = """
# Why

What goes wrong without this guideline, and for whom. `l` lists the links of the page, `enter` goes on.
"""

    sources: var[Mapping[str, Source]] = var({})
    scopes: var[Mapping[str, str]] = var({})
    """What a section is about, by the id of its first guideline."""

    glossary: var[Mapping[str, str]] = var({})
    """What abbreviations mean."""

    unfolded: var[bool] = var(False)
    """Whether sources, place in the guide and abbreviations are shown."""

    former: var[Former | None] = var(None)
    """How the guideline read when the person gave their word on it, where it has changed since."""

    has_details = True

    def on_resize(self) -> None:
        """Two texts beside each other are drawn anew for another width."""
        if self.former is not None:
            self.redraw()

    def watch_unfolded(self) -> None:
        """Show or hide the details, and bring them into sight."""
        self.redraw()
        if self.unfolded:
            self.call_after_refresh(self.scroll_end, animate=False)

    def content(self, standing: Standing) -> Content:
        """Draw the why."""
        why = standing.guideline.why
        scope = self.scopes.get(standing.guideline.id)
        parts = [render(scope, self.links).stylize("$text-muted")] if scope else []
        if self.former is not None:
            parts = [reworded(self.former, standing.guideline, self.content_region.width - 1)]
        parts += [render(why.text, self.links), self._harms(why.harms)]
        for case in why.case:
            cited = cite(case.source, self.sources, self.links)
            parts.append(
                joined_lines(heading(f"It happened: {case.when}"), render(case.what, self.links) + cited)
            )
        if why.objection:
            said = Content.assemble(("“", ""), render(why.objection.says, self.links), ("”", ""))
            parts.append(joined_lines(heading("What people say against it"), said))
            parts.append(render(why.objection.answer, self.links))
        return joined([*parts, *self._details(standing)])

    def _details(self, standing: Standing) -> list[Content]:
        """Where it comes from and what abbreviations mean, folded away until somebody wants to know."""
        words = abbreviations(standing.guideline, self.glossary)
        sources = "one source" if len(self.links) == 1 else f"{len(self.links)} sources"
        told = "one abbreviation" if len(words) == 1 else f"{len(words)} abbreviations"
        folded = [sources, "the place in the guide", *([f"{told} in words"] if words else [])]
        if not self.unfolded:
            return [plain(f"e shows {', '.join(folded[:-1])} and {folded[-1]}.", "$text-muted")]
        place = standing.guideline.place
        first, last = place.lines
        lines = f"line {first}" if first == last else f"lines {first}-{last}"
        parts = [self._list_sources()] if self.links else []
        parts.append(
            joined_lines(
                heading("In the guide"), plain(f"{place.heading}, {place.position} ({lines}).", "$text-muted")
            )
        )
        if words:
            meanings = (plain(f"{name}: {meaning}", "$text-muted") for name, meaning in words.items())
            parts.append(joined_lines(heading("In words"), *meanings))
        return parts

    def _harms(self, harms: tuple[str, ...]) -> Content:
        named = [HARMS[harm] for harm in harms]
        last = named.pop()
        text = f"{', '.join(named)} and {last}" if named else last
        return Content.assemble(("At stake: ", "bold"), f"{text}.")

    def _list_sources(self) -> Content:
        titles = {source.url: f"{source.title}, read {source.accessed}" for source in self.sources.values()}
        lines = [
            plain(f"[{number}] {titles.get(url, url)}", "$text-muted")
            for number, url in enumerate(self.links, 1)
        ]
        return joined_lines(heading("Sources"), *lines)


class HowView(View):
    """What to do: the block for this machine first, the others behind a key."""

    HELP = """
# How

The steps for this machine come first. `o` shows the other platforms, `c` copies a command, `enter` goes on.
"""

    sources: var[Mapping[str, Source]] = var({})
    platform: var[Platform] = var[Platform]("linux")
    devices: var[tuple[str, ...]] = var(())
    """What the person uses for work, by the words of the profile."""
    all_platforms: var[bool] = var(False)

    def watch_all_platforms(self) -> None:
        """Show or hide the blocks for other platforms."""
        self.redraw()

    @property
    def has_others(self) -> bool:
        """Whether there are blocks behind the key."""
        return self.standing is not None and bool(self._split(self.standing)[1])

    def reset(self) -> None:
        """A new guideline shows this machine's block again."""
        self.all_platforms = False

    def content(self, standing: Standing) -> Content:
        """Draw the how."""
        how = standing.guideline.how
        shown, hidden = self._split(standing)
        parts = [render(how.intro, self.links)] if how.intro else []
        blocks = shown + hidden if self.all_platforms else shown
        parts += [self._block(name, block, len(shown + hidden) > 1) for name, block in blocks]
        if hidden and not self.all_platforms:
            names = ", ".join(NAMES[name] for name, _block in hidden)
            parts.append(Content.styled(f"o shows: {names}.", "$text-muted"))
        if standing.guideline.beyond:
            parts.append(self._beyond(standing.guideline.beyond))
        return joined(parts)

    def _beyond(self, beyond: tuple[Beyond, ...]) -> Content:
        """What the guide does not say, clearly apart from what it does."""
        lines = [
            Content.assemble(
                ("Beyond the guide", "bold $text-accent"), (" · good to know, not asked", "$text-muted")
            )
        ]
        for one in beyond:
            cited = cite(one.source, self.sources, self.links) if one.source else Content("")
            lines.append(Content.assemble(("┊ ", "$text-accent"), render(one.text, self.links), cited))
        return joined_lines(*lines)

    def _split(self, standing: Standing) -> tuple[list[Named], list[Named]]:
        """The blocks for this person, and those behind the key."""
        return split(standing.guideline.how.blocks, self.platform, self.devices)

    def _block(self, platform: Platform, block: Block, named: bool) -> Content:
        title = [heading(NAMES[platform])] if named else []
        parts = [joined_lines(*title, steps(block.steps, self.links))]
        if block.commands:
            self.commands.extend(block.commands)
            lines = (Content.assemble(("  $ ", "$text-muted"), plain(one, CODE)) for one in block.commands)
            parts.append(joined_lines(*lines))
        verify = render(block.verify, self.links)
        parts.append(Content.assemble(("You can see that it worked: ", "bold"), verify))
        return joined(parts)


def cite(key: str, sources: Mapping[str, Source], links: list[str]) -> Content:
    """Return the number of a source on the page, its address added to the links."""
    source = sources.get(key)
    if source is None:
        return Content("")
    links.append(source.url)
    return Content.styled(f" [{len(links)}]", "$text-muted")


def joined_lines(*lines: Content) -> Content:
    """Lines of one part."""
    return Content("\n").join(list(lines))
