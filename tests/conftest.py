"""Shared fixtures: coroutine tests without a plug-in, tools that must be there in CI, a home of one's own."""

from __future__ import annotations

import asyncio
import inspect
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent / "fixtures"


def pytest_configure() -> None:
    """Let Ctrl+C reach the programs that tests start, also where the tests run as a background job.

    A shell lets background jobs ignore it, and what they start would inherit that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run an `async def` test to its end, so that no async plug-in is needed."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}))
    return True


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Give the path of a real tool; without it, skip at home and fail where CI said that all are there."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            if os.environ.get("WATCHWORD_TOOLS_REQUIRED"):
                pytest.fail(f"{name} is not installed, and WATCHWORD_TOOLS_REQUIRED is set")
            pytest.skip(f"{name} is not installed on this machine")
        return path

    return find


@pytest.fixture
def fixtures() -> Path:
    """The folder of captured samples and vectors."""
    return FIXTURES
