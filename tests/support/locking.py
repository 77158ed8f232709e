"""A GNOME desktop whose screen is locked and unlocked again while somebody watches."""

from __future__ import annotations

from collections.abc import Sequence

from support.kit import GNOME
from support.sample_host import SampleHost
from watchword.check.host import Ran

GET_ACTIVE = (
    "busctl --user --json=short --auto-start=no call org.gnome.ScreenSaver /org/gnome/ScreenSaver "
    "org.gnome.ScreenSaver GetActive"
)
FREE, LOCKED = '{"type":"b","data":[false]}\n', '{"type":"b","data":[true]}\n'
DRILL = ('[[guideline.check]]\nname = "screen-lock"\n', '[[guideline.check]]\nname = "screen-lock"\n'
         '\n[[guideline.drill]]\nname = "lock-drill"\n')  # fmt: skip


class LockingDesktop(SampleHost):
    """Says at the first looks that the screen is free, then that it is locked, then that it is free again."""

    def __init__(self) -> None:
        super().__init__(
            environment={"XDG_CURRENT_DESKTOP": "GNOME", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"},
            commands={**GNOME, GET_ACTIVE: FREE},
        )
        self.looks = 0

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        """Answer, and count the looks at the screen."""
        if " ".join(argv) == GET_ACTIVE:
            self.looks += 1
            return Ran(0, LOCKED if self.looks in (4, 5) else FREE, "")
        return await super().run(argv, seconds=seconds)
