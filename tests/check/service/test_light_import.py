"""The checks of services cost nothing until they are run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import watchword

CODE = """
import json, sys
from watchword.check.registry import BUNDLED, about, find
checks = [find(name) for name in BUNDLED if about(name) == "service"]
print(json.dumps([len(checks), sorted(sys.modules)]))
"""
HEAVY = {"http.client", "email", "selectolax", "tinycss2", "yaml", "cryptography", "textual", "pydantic"}


def test_importing_them_loads_no_parser_and_no_client() -> None:
    app = Path(watchword.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env={"PYTHONPATH": str(app)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    number, loaded = json.loads(done.stdout)
    assert number == 6
    assert HEAVY.isdisjoint(loaded)
