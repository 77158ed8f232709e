"""The whole bundled guide, walked through the real command by piped answers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "app"
SCRIPT = Path(__file__).parent / "support" / "plain_walk.py"


def launcher(folder: Path) -> Path:
    """A `watchword` command as an installation makes one."""
    path = folder / "watchword"
    path.write_text(
        f"#!{sys.executable}\nimport sys\nfrom watchword.cli.main import main\nsys.exit(main())\n"
    )
    path.chmod(0o755)
    return path


@pytest.mark.real
@pytest.mark.skipif(sys.platform == "win32", reason="the launcher is a script of POSIX")
def test_every_guideline_is_walked_signed_and_verified_and_no_network_socket_opened(
    tool: Callable[[str], str], tmp_path: Path
) -> None:
    tool("ssh-keygen")
    trace = tmp_path / "trace"
    command = [
        tool("strace"),
        *("-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", str(trace)),
        *(sys.executable, str(SCRIPT), str(launcher(tmp_path))),
    ]
    environment = {**os.environ, "PYTHONPATH": str(APP), "WATCHWORD_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.count('Good "') == 2
    assert "AF_INET" not in trace.read_text()
