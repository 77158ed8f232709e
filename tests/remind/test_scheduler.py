"""A reminder set, looked at, changed and taken away; nothing touched that is not ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.sample_host import SampleHost
from watchword.check.host import HostError, Ran
from watchword.errors import UsageError
from watchword.remind import scheduler
from watchword.remind.entry import Command, Time
from watchword.remind.plan import Plan, make_plan

COMMAND = Command(("/usr/bin/python3", "-m", "watchword", "remind", "--notify"), {})
NO_BUS = Ran(1, "", "Failed to connect to bus: No medium found\n")


@dataclass
class Machine:
    """A platform whose scheduler answers as it is told; no real one is asked, and what was run is kept."""

    folder: Path
    platform: str = "linux"
    answer: Ran | HostError = field(default_factory=lambda: Ran(0, "", ""))

    def plan(self, at: Time | None = None) -> Plan:
        return make_plan(
            self.platform,
            home=self.folder,
            environment={},
            state=self.folder / "state",
            command=COMMAND,
            at=at or Time(9, 30),
            user=501,
        )

    @property
    def host(self) -> SampleHost:
        plan = self.plan()
        return SampleHost(
            self.platform, commands={" ".join(argv): self.answer for argv in (*plan.on, *plan.off, plan.ask)}
        )


@pytest.fixture(params=["linux", "macos", "windows"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(tmp_path, request.param)


async def test_nothing_is_set_at_first(machine: Machine) -> None:
    assert await scheduler.look(machine.host, machine.plan()) == scheduler.Standing(False)


async def test_what_was_set_is_found_with_its_time(machine: Machine) -> None:
    done = await scheduler.install(machine.host, machine.plan(Time(10, 15)))
    assert (done.left, done.why) == ((), "")
    assert all(path.is_file() for path in done.files)
    assert await scheduler.look(machine.host, machine.plan()) == scheduler.Standing(True, "10:15", True)


async def test_set_again_it_has_the_new_time(machine: Machine) -> None:
    await scheduler.install(machine.host, machine.plan(Time(10, 15)))
    await scheduler.install(machine.host, machine.plan(Time(8, 0)))
    assert (await scheduler.look(machine.host, machine.plan())).at == "08:00"


async def test_taken_away_nothing_is_left_and_a_second_time_does_no_harm(machine: Machine) -> None:
    await scheduler.install(machine.host, machine.plan())
    done = await scheduler.uninstall(machine.host, machine.plan())
    assert not [path for path in machine.folder.rglob("*") if path.is_file()]
    assert len(done.files) == len(machine.plan().files)
    assert await scheduler.uninstall(machine.host, machine.plan()) == scheduler.Done(())


async def test_what_somebody_else_put_there_is_neither_replaced_nor_removed(machine: Machine) -> None:
    path = next(iter(machine.plan().files))
    path.parent.mkdir(parents=True)
    path.write_text("# mine\n")
    for deed in (scheduler.install, scheduler.uninstall):
        with pytest.raises(UsageError, match="Something else lies"):
            await deed(machine.host, machine.plan())
    assert path.read_text() == "# mine\n"


async def test_without_a_session_the_files_are_written_and_what_is_left_is_named(tmp_path: Path) -> None:
    machine = Machine(tmp_path, answer=NO_BUS)
    done = await scheduler.install(machine.host, machine.plan())
    assert all(path.is_file() for path in done.files)
    assert done.left == machine.plan().on
    assert done.why == "Failed to connect to bus: No medium found"
    standing = await scheduler.look(machine.host, machine.plan())
    assert (standing.is_there, standing.is_on) == (True, None)


async def test_where_the_scheduler_is_missing_it_is_not_known_whether_it_is_on(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    await scheduler.install(machine.host, machine.plan())
    standing = await scheduler.look(SampleHost("linux"), machine.plan())
    assert (standing.is_on, standing.why) == (None, "The command systemctl is not installed.")


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    (tmp_path / ".config").write_text("in the way")
    with pytest.raises(UsageError, match="could not be set"):
        await scheduler.install(machine.host, machine.plan())
