"""A machine made of captured samples: commands with their output, files with their text, registry values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath, PurePosixPath

from watchword.check.host import Host, HostError, NotThere, Process, Ran, ToolMissing


class SampleHost(Host):
    """A `Host` that answers from dictionaries and touches nothing.

    `commands` maps a command line (joined by spaces) to a `Ran`, a string (standard output, status 0) or a
    `HostError` to raise; `files` maps a path to text, bytes or a `HostError`; `folders` a path to its names;
    `values` maps (hive, key, name) to a registry value; `shell` maps a drive to its shell property.
    """

    def __init__(
        self,
        platform: str = "linux",
        *,
        commands: Mapping[str, Ran | str | HostError] | None = None,
        files: Mapping[str, str | bytes | HostError] | None = None,
        folders: Mapping[str, Sequence[str]] | None = None,
        values: Mapping[tuple[str, str, str], int | str] | None = None,
        shell: Mapping[str, int] | None = None,
        environment: Mapping[str, str] | None = None,
        running: Sequence[Sequence[str]] = (),
        home: str = "/home/sample",
    ) -> None:
        super().__init__(home=Path(home), environment=environment or {}, platform=platform)
        self.commands = dict(commands or {})
        self.files = dict(files or {})
        self.folders = dict(folders or {})
        self.values = dict(values or {})
        self.shell = dict(shell or {})
        self.running = [Process(100 + n, tuple(argv)) for n, argv in enumerate(running)]
        self.root_user = False

    @property
    def is_root(self) -> bool:
        return self.root_user

    def find_tool(self, name: str) -> str:
        if any(line.split(" ")[0] == name for line in self.commands):
            return f"/usr/bin/{name}"
        raise ToolMissing(f"The command {name} is not installed.")

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        self.find_tool(argv[0])
        answer = self.commands.get(" ".join(argv))
        if answer is None:
            raise HostError(f"No sample for: {' '.join(argv)}")
        if isinstance(answer, HostError):
            raise answer
        return Ran(0, answer, "") if isinstance(answer, str) else answer

    def read_bytes(self, path: PurePath | str, *, limit: int = 1 << 20) -> bytes:
        found = self.files.get(str(path))
        if found is None:
            raise NotThere(f"{self.show(path)} does not exist.")
        if isinstance(found, HostError):
            raise found
        return (found.encode() if isinstance(found, str) else found)[:limit]

    def exists(self, path: PurePath | str) -> bool:
        text = str(path)
        known = [*self.files, *self.folders]
        return any(name == text or name.startswith(text + "/") for name in known)

    def names(self, path: PurePath | str, *, limit: int = 5000) -> list[str]:
        text = str(path)
        below = {
            PurePosixPath(name).relative_to(text).parts[0]
            for name in [*self.files, *self.folders]
            if name.startswith(text + "/")
        }
        if not below and text not in self.folders:
            raise NotThere(f"{self.show(path)} does not exist.")
        return sorted(below | set(self.folders.get(text, ())))[:limit]

    def resolve(self, path: PurePath | str) -> Path:
        return Path(str(path))

    def processes(self) -> list[Process]:
        return list(self.running)

    def registry(self, hive: str, key: str, name: str) -> int | str | None:
        return self.values.get((hive, key, name))

    def registry_subkeys(self, hive: str, key: str) -> list[str]:
        below = {
            k[len(key) + 1 :].split("\\")[0]
            for h, k, _ in self.values
            if h == hive and k.startswith(key + "\\")
        }
        return sorted(below)

    def shell_property(self, path: str, set_id: str, number: int) -> int | None:
        return self.shell.get(path)
