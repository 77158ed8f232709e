"""The lab itself: a folder of the person's own and a running server, looked at by the real checks."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from watchword.check.check import Limit
from watchword.check.finding import Finding
from watchword.check.host import Host
from watchword.check.registry import about
from watchword.check.runner import Ask, stream
from watchword.check.subject import Service, Tree
from watchword.lab import switches, tree
from watchword.lab.certificate import make_certificate
from watchword.lab.exercise import Exercise
from watchword.lab.pages import Place
from watchword.lab.server import serve

SHOP, SWITCHES = "shop", "server.toml"
_REPORTS = "support@example.com"


@dataclass(frozen=True)
class Lab:
    """An open lab: its `folder`, where its server is (`place`) and the `root` that the server is known by."""

    folder: Path
    place: Place
    root: Path

    @property
    def tree(self) -> Tree:
        """The example project."""
        return Tree(self.folder / SHOP)

    @property
    def switch_file(self) -> Path:
        """The file that says what the server does."""
        return self.folder / SWITCHES

    @property
    def service(self) -> Service:
        """The server as people are given it; raises `UsageError` where its switches cannot be read."""
        is_plain = switches.read(self.switch_file).plain_address
        port = int(self.place.plain.rpartition(":")[2])
        return Service(
            url=f"{self.place.plain if is_plain else self.place.secure}/",
            login_paths=("/login",),
            http_port=port,
            ca_file=str(self.root),
            is_agreed=True,
        )

    async def look(self, exercise: Exercise, host: Host, limits: Mapping[str, Limit]) -> Finding:
        """Have the real check look; raises `UsageError` where the server's switches cannot be read."""
        service = self.service
        if exercise.check == "service-address":
            subject: Service | Tree = service
        elif about(exercise.check) == "service":  # how the address is given is another exercise
            subject = Service(
                f"{self.place.secure}/", "site", service.login_paths, service.http_port, service.ca_file,
                is_agreed=True,
            )  # fmt: skip
        else:
            subject = self.tree
        ask = Ask(exercise.check, {**limits, **self._own_limits(exercise)}, subject=subject)
        async for _, finding in stream([ask], host):
            return finding
        raise AssertionError("a check always answers")

    def _own_limits(self, exercise: Exercise) -> Mapping[str, Limit]:
        return {"reporting_address": self.place.reports} if exercise.check.endswith("-reports") else {}

    def mend(self, exercise: Exercise) -> tuple[Path, ...]:
        """Mend a mistake, and return the files that were written; raises `UsageError`."""
        if exercise.is_about_server:
            switches.write(self.switch_file, exercise.switches)
            return (self.switch_file,)
        for name in exercise.files:
            tree.mend(self.tree.path, name, self.place.reports)
        return tuple(self.tree.path / name for name in exercise.files)

    def begin_anew(self) -> None:
        """Bring everything back as it was in the beginning."""
        tree.clear(self.tree.path)
        self.switch_file.unlink(missing_ok=True)
        self._lay_out()

    def _lay_out(self) -> None:
        tree.lay_out(self.tree.path)
        switches.write_first(self.switch_file)


@contextlib.asynccontextmanager
async def open_lab(folder: Path, reports: str = "", *, fresh: bool = False) -> AsyncIterator[Lab]:
    """Open the lab in a folder; what the person changed there stays, unless it is to be `fresh`.

    `reports` is the address that the team wants reports at. The server stops when the context ends.
    """
    root, server_pem = make_certificate(folder / "keys")
    async with serve(server_pem, folder / SWITCHES, reports or _REPORTS) as place:
        lab = Lab(folder, place, root)
        if fresh:
            lab.begin_anew()
        lab._lay_out()
        yield lab
