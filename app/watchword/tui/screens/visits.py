"""The ways from the guide screen to the others, and what is done on coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchword.tui.screens.notice import LinkScreen

if TYPE_CHECKING:
    from watchword.progress.profile import Profile
    from watchword.tui.screens.guide import GuideScreen


class Visits:
    """Actions of `GuideScreen` that open another screen; the only class that has them."""

    def action_links(self: GuideScreen) -> None:  # type: ignore[misc]
        """Show where the links of the page lead."""
        self.app.push_screen(LinkScreen(list(self.open_view.links)))

    def action_profile(self: GuideScreen) -> None:  # type: ignore[misc]
        """Change what the person said about themselves."""
        from watchword.tui.screens.profile import ProfileScreen

        def changed(profile: Profile | None) -> None:
            if profile is not None:
                self._record(lambda: self.session.set_profile(profile))
                self.refresh_progress()
                self.refresh_page()

        self.app.push_screen(ProfileScreen(self.session.profile, self.session.kit.host.platform), changed)

    def action_summary(self: GuideScreen) -> None:  # type: ignore[misc]
        """Show what is done and what is left."""
        from watchword.tui.screens.summary import SummaryScreen

        def chosen(guideline: str | None) -> None:
            self.refresh_progress()
            if guideline == "sign":
                self.action_sign()
            elif guideline:
                self.open_guideline(guideline)

        self.app.push_screen(SummaryScreen(self.session), chosen)

    def action_due(self: GuideScreen) -> None:  # type: ignore[misc]
        """Show what is due, and begin with it."""
        from watchword.tui.screens.due import DueScreen

        def chosen(is_begun: bool | None) -> None:
            self.refresh_progress()
            self.find_due()
            standing = self.session.resume() if is_begun else None
            if standing is not None:
                self.open_guideline(standing.guideline.id)
            else:
                self.refresh_page()

        self.app.push_screen(DueScreen(self.session), chosen)

    def action_waiver(self: GuideScreen) -> None:  # type: ignore[misc]
        """Ask the manager for a waiver."""
        from watchword.tui.screens.waiver import WaiverScreen

        self.app.push_screen(WaiverScreen(self.session, self.guideline))

    def action_sign(self: GuideScreen) -> None:  # type: ignore[misc]
        """Go to signing and export."""
        from watchword.tui.screens.sign import SignScreen

        def signed(_done: bool | None) -> None:
            self.refresh_progress()
            self.refresh_page()

        self.app.push_screen(SignScreen(self.session), signed)
