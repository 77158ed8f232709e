"""What the scheduler of each system is told: the text of its files. Pure.

The reminder runs on Mondays at one time, or as soon after it as the machine is on, says one line if something
is due, and ends; nothing stays running. Once a week is enough: what is due has two weeks of grace.
"""

from __future__ import annotations

import plistlib
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

NAME = "watchword-remind"
LABEL = "watchword.remind"  # of the launch agent
TASK = "Watchword reminder"
MARK = "Made by Watchword; `watchword remind --uninstall` takes it away."
# What systemd does not take in the name of a program, or has no way to write there; arguments may hold all.
_REFUSED = re.compile(r"[$\"'\\\x00-\x1f\x7f]")
_DESCRIPTION = "Say in a notification what is due in Watchword"


@dataclass(frozen=True, slots=True)
class Command:
    """What the scheduler runs: the program with its arguments, and variables it is to be given."""

    argv: tuple[str, ...]
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, where the machine is."""

    hour: int
    minute: int

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


def service_unit(command: Command) -> str:
    """The systemd service that says what is due, once."""
    argv = list(command.argv)
    if _REFUSED.search(argv[0]):
        argv.insert(0, "/usr/bin/env")
    lines = [f"# {MARK}", "[Unit]", f"Description={_DESCRIPTION}", "", "[Service]", "Type=oneshot"]
    lines += [
        f"Environment={_quote(f'{name}={value}', '')}" for name, value in sorted(command.variables.items())
    ]
    lines.append("ExecStart=" + " ".join([_quote(argv[0], ""), *(_quote(one, "$") for one in argv[1:])]))
    return "\n".join(lines) + "\n"


def timer_unit(at: Time) -> str:
    """The systemd timer that starts the service."""
    return (
        f"# {MARK}\n[Unit]\nDescription={_DESCRIPTION}\n\n"
        f"[Timer]\nOnCalendar=Mon {at}\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def launch_agent(command: Command, at: Time) -> bytes:
    """The property list of the launch agent."""
    value: dict[str, object] = {
        "Label": LABEL,
        "ProgramArguments": list(command.argv),
        "StartCalendarInterval": {"Weekday": 1, "Hour": at.hour, "Minute": at.minute},
        "ProcessType": "Background",
    }
    if command.variables:
        value["EnvironmentVariables"] = dict(command.variables)
    return plistlib.dumps(value)


def task_xml(command: Command, at: Time) -> bytes:
    """The task of the Windows scheduler, in UTF-16 as it wants it. It has no way to pass variables on."""
    text = f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{escape(_DESCRIPTION)}. {escape(MARK)}</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{at}:00</StartBoundary>
      <ScheduleByWeek><DaysOfWeek><Monday /></DaysOfWeek><WeeksInterval>1</WeeksInterval></ScheduleByWeek>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Person">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT5M</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Person">
    <Exec>
      <Command>{escape(command.argv[0])}</Command>
      <Arguments>{escape(subprocess.list2cmdline(command.argv[1:]))}</Arguments>
    </Exec>
  </Actions>
</Task>
"""
    return text.replace("\n", "\r\n").encode("utf-16")


def _quote(text: str, doubled: str) -> str:
    """Write one word so that systemd reads exactly it: C escapes, `%` and the letters in `doubled` twice."""
    written = "".join(
        f"\\x{ord(letter):02x}" if ord(letter) < 32 or letter == "\x7f" else letter
        for letter in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    for letter in ("%", *doubled):
        written = written.replace(letter, letter * 2)
    return f'"{written}"'


def argv_text(argv: Sequence[str]) -> str:
    """Write a command as a person would type it."""
    import shlex

    return shlex.join(argv)
