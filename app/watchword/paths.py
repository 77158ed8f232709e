"""Where data, settings, state and keys live on this machine.

The person's own folders by platform convention (platformdirs), or one folder that holds all of them when
`WATCHWORD_HOME` names it: for a try-out, a test, or a stick that travels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "WATCHWORD_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """The four folders: `data` (journals), `settings`, `state` (what may be lost), `keys`."""

    data: Path
    settings: Path
    state: Path
    keys: Path
    exports: Path

    @classmethod
    def below(cls, folder: Path) -> Paths:
        """All of them below one folder."""
        parts = ("data", "settings", "state", "keys", "records")
        return cls(*(folder / part for part in parts))

    @property
    def settings_file(self) -> Path:
        """The person's settings."""
        return self.settings / "settings.toml"

    @property
    def key_file(self) -> Path:
        """The signing key made for Watchword alone."""
        return self.keys / "id_ed25519"

    @property
    def high_water(self) -> Path:
        """How far each journal was when it was last seen."""
        return self.state / "high-water.toml"

    def waivers(self, checklist: str) -> Path:
        """The folder of the approvals of waivers."""
        return self.data / "waivers" / checklist

    def journals(self, checklist: str) -> Path:
        """The folder of a checklist's journals."""
        return self.data / "journals" / checklist


def find(environment: Mapping[str, str]) -> Paths:
    """Return the folders in force."""
    if named := environment.get(VARIABLE):
        return Paths.below(Path(named).expanduser().absolute())
    from platformdirs import PlatformDirs

    folders = PlatformDirs("watchword", appauthor=False)
    data = Path(folders.user_data_dir)
    return Paths(
        data=data,
        settings=Path(folders.user_config_dir),
        state=Path(folders.user_state_dir),
        keys=data / "keys",
        exports=Path.home() / "watchword-records",
    )
