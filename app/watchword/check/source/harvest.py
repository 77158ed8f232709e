"""What the files of a tree brought, added up: memory stays within limits however much there is to say."""

from __future__ import annotations

from dataclasses import dataclass, field

from watchword.check.finding import WORST_FIRST
from watchword.check.source.facts import Unread
from watchword.check.source.gather import READ, shown_path, size_of
from watchword.check.source.limits import Limits
from watchword.check.source.packing import Packed, unpack
from watchword.check.source.rule import Spot
from watchword.text import clean, count

_LONGER_NAMED = 3


@dataclass(slots=True)
class Harvest:
    """The sum of what came of files. `files` counts those read, `size` the bytes read of them."""

    limits: Limits
    files: int = 0
    size: int = 0
    spots: list[Spot] = field(default_factory=list)
    longer: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    spots_left_out: int = 0

    def add(self, path: str, packed: Packed) -> None:
        """Add what came of one file; raises `ValueError`, with nothing added, when it is no such thing."""
        if packed == 0:
            return
        if isinstance(packed, str):  # as most are: read, without a spot
            self._count(path, size_of(packed))
            return
        gathered = unpack(packed)
        if gathered.state == READ:
            self._count(path, size_of(gathered.mark))
        for note in gathered.notes:
            self.note(path, note)
        self.spots += gathered.spots
        if len(self.spots) > 2 * self.limits.spots:
            self._cut()

    def _count(self, path: str, size: int) -> None:
        self.files += 1
        if size > self.limits.length:
            self.longer.append(path)
            size = self.limits.length
        self.size += size

    def note(self, path: str, why: str) -> None:
        """Add a file or folder that could not be read."""
        self.unread.append(Unread(clean(shown_path(path), limit=160), why))

    def merge(self, other: Harvest) -> None:
        """Add another sum to this one."""
        self.files += other.files
        self.size += other.size
        self.spots += other.spots
        self.longer += other.longer
        self.unread += other.unread
        self.spots_left_out += other.spots_left_out

    def told(self) -> tuple[tuple[Spot, ...], tuple[Unread, ...], tuple[str, ...]]:
        """Return the spots by path and line, the first that could not be read, and what was left out."""
        self._cut()
        left_out = []
        if self.longer:
            named = sorted(clean(shown_path(path), limit=80) for path in self.longer)
            more = f" and {len(named) - _LONGER_NAMED} more" if len(named) > _LONGER_NAMED else ""
            many = "file is" if len(named) == 1 else "files are"
            left_out.append(
                f"{len(named)} {many} longer than {self.limits.length // 1024:,} KiB; of these only the "
                f"beginning was read: {', '.join(named[:_LONGER_NAMED])}{more}."
            )
        if self.spots_left_out:
            left_out.append(
                f"{count(self.spots_left_out, 'spot')} left out; the {self.limits.spots:,} worst kept."
            )
        unread = sorted(self.unread, key=lambda one: one.path)
        if len(unread) > self.limits.named:
            left_out.append(f"{len(unread) - self.limits.named:,} more files or folders could not be read.")
        spots = sorted(self.spots, key=lambda spot: (spot.path, spot.line, spot.rule, spot.kind))
        return tuple(spots), tuple(unread[: self.limits.named]), tuple(left_out)

    def _cut(self) -> None:
        over = len(self.spots) - self.limits.spots
        if over > 0:
            self.spots.sort(key=lambda spot: (WORST_FIRST.index(spot.outcome), spot.path, spot.line))
            del self.spots[self.limits.spots :]
            self.spots_left_out += over
