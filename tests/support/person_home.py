"""A home folder of real files, looked at by an ordinary person; the tests themselves may run as root."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from watchword.check.host import Host, HostError, Ran

MOUNTS = "21 1 0:1 / / rw - ext4 /dev/sda1 rw\n36 21 0:2 / {point} rw - {kind} {source} rw\n"


class PersonHost(Host):
    """A real tree. `answers` gives the output of commands by name; without one they are run for real, if they
    are named in `real`, and missing otherwise. `values` is the Windows registry."""

    is_root = False
    answers: Mapping[str, str | HostError | Ran] = {}
    real: frozenset[str] = frozenset()
    asked: Sequence[Sequence[str]] = ()
    opened: Sequence[str] = ()
    listed: Sequence[str] = ()
    refused: frozenset[str] = frozenset()
    values: Mapping[tuple[str, str], str] = {}

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        self.asked = [*self.asked, tuple(argv)]
        name = Path(argv[0]).name
        if name in self.real:
            return await super().run(argv, seconds=seconds)
        answer = self.answers.get(name, HostError(f"The command {name} is not installed."))
        if isinstance(answer, HostError):
            raise answer
        return answer if isinstance(answer, Ran) else Ran(0, answer, "")

    def read_bytes(self, path: object, *, limit: int = 1 << 18) -> bytes:
        self.opened = [*self.opened, str(path)]
        if Path(str(path)).name in self.refused:
            raise self._because(str(path), PermissionError())
        return super().read_bytes(str(path), limit=limit)

    def names(self, path: object, *, limit: int = 5000) -> list[str]:
        self.listed = [*self.listed, str(path)]
        return super().names(str(path), limit=limit)

    def registry(self, hive: str, key: str, name: str) -> int | str | None:
        return self.values.get((key, name))

    def registry_subkeys(self, hive: str, key: str) -> list[str]:
        return sorted({k[len(key) + 1 :] for k, _ in self.values if k.startswith(key + "\\")})


class PersonHome:
    """A home folder below a root of its own, into which files are put."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "home" / "canary-user"
        self.path.mkdir(parents=True)

    def put(self, name: str, data: bytes | str = b"", mode: int = 0o600) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        path.chmod(mode)
        return path

    def put_outside(self, name: str, data: str = "") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data)
        return path

    def mount(self, point: str, kind: str, source: str = "/dev/sdb1") -> None:
        self.put_outside("proc/self/mountinfo", MOUNTS.format(point=point, kind=kind, source=source))

    def host(self, platform: str = "linux", **environment: str) -> PersonHost:
        here = {"USER": "canary-user", "HOME": str(self.path), **environment}
        return PersonHost(root=self.root, home=self.path, environment=here, platform=platform)


class Gnupg:
    """A GnuPG home that the real gpg works on; `close` ends its agent."""

    def __init__(self, gpg: str, home: Path) -> None:
        self.home = home
        self._gpg = gpg
        home.mkdir(mode=0o700, parents=True)
        # without it the agent measures for a while how slow a passphrase may be
        (home / "gpg-agent.conf").write_text("s2k-count 65536\n")

    def run(self, *argv: str, passphrase: str = "", answers: str = "") -> str:
        line = [self._gpg, "--homedir", str(self.home), "--batch", "--yes", "--pinentry-mode", "loopback"]
        line += ["--passphrase", passphrase, *argv]
        if answers:
            line.remove("--batch")
            line[-len(argv) : -len(argv)] = ["--command-fd", "0", "--no-tty"]
        done = subprocess.run(line, input=answers, capture_output=True, text=True, timeout=60, env=plain())
        assert done.returncode == 0, done.stderr
        return done.stdout

    def make(self, passphrase: str = "", kind: str = "ed25519", expires: str = "never") -> str:
        """Make a key and give its fingerprint."""
        made = ["--quick-generate-key", "Canary <canary@example.org>", kind, "default", expires]
        self.run("--faked-system-time", "20240101T000000!", *made, passphrase=passphrase)
        return self.fingerprint()

    def add(self, fingerprint: str, passphrase: str = "") -> None:
        self.run("--quick-add-key", fingerprint, "cv25519", "encr", passphrase=passphrase)

    def fingerprint(self) -> str:
        lines = self.run("--with-colons", "--list-keys").splitlines()
        return next(line.split(":")[9] for line in lines if line.startswith("fpr"))

    def close(self) -> None:
        subprocess.run(["gpgconf", "--homedir", str(self.home), "--kill", "all"], check=True, env=plain())


def plain() -> dict[str, str]:
    """An environment without a GnuPG home or an agent of the person who runs the tests."""
    return {name: value for name, value in os.environ.items() if name not in ("GNUPGHOME", "GPG_AGENT_INFO")}
