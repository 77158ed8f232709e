"""The practice lab: the real checks find its mistakes, which can be mended by hand or on request."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from watchword.check import registry
from watchword.check.finding import Outcome
from watchword.check.host import Host
from watchword.check.subject import Service
from watchword.errors import UsageError
from watchword.lab import switches
from watchword.lab.exercise import EXERCISES, Exercise, exercises_for
from watchword.lab.lab import Lab, open_lab
from watchword.lab.pages import Place, answer
from watchword.lab.switches import Switches
from watchword.lab.thread import keep_open

PLACE = Place("http://127.0.0.1:80", "https://127.0.0.1:443", "support@example.com")
EVERY = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.check)


def ports(lab: Lab) -> list[int]:
    return [urlsplit(address).port or 0 for address in (lab.place.plain, lab.place.secure)]


# Exercises ------------------------------------------------------------------------------------------------


def test_every_check_of_services_and_source_trees_has_its_mistake() -> None:
    wanted = [name for name in registry.BUNDLED if registry.about(name) != "machine"]
    assert [one.check for one in exercises_for(wanted)] == wanted


@EVERY
async def test_a_mistake_is_found_by_the_real_check_and_gone_once_it_is_mended(
    exercise: Exercise, tmp_path: Path
) -> None:
    async with open_lab(tmp_path, "support@example.com") as lab:
        found = await lab.look(exercise, Host(), {})
        assert found.outcome is Outcome.FAIL, found.summary
        lab.mend(exercise)
        mended = await lab.look(exercise, Host(), {})
        assert mended.outcome is Outcome.PASS, (mended.summary, mended.evidence)


@EVERY
def test_find_and_hint_do_not_tell_the_same(exercise: Exercise) -> None:
    texts = (exercise.find, exercise.hint, exercise.explain)
    assert len(set(texts)) == 3
    assert all(5 <= len(text.split()) <= 70 for text in texts)
    assert bool(exercise.files) != bool(exercise.switches)


async def test_a_mistake_can_be_mended_by_hand(tmp_path: Path) -> None:
    (exercise,) = exercises_for(["source-logged-passwords"])
    async with open_lab(tmp_path) as lab:
        views = lab.tree.path / "views.py"
        text = (
            views.read_text().replace("failed, typed %s", "failed").replace('", name, password)', '", name)')
        )
        views.write_text(text)
        assert (await lab.look(exercise, Host(), {})).outcome is Outcome.PASS


async def test_the_server_does_what_its_file_says_from_the_next_request_on(tmp_path: Path) -> None:
    (exercise,) = exercises_for(["service-relative-urls"])
    async with open_lab(tmp_path) as lab:
        text = lab.switch_file.read_text()
        lab.switch_file.write_text(text.replace("relative_address = true", "relative_address = false"))
        assert (await lab.look(exercise, Host(), {})).outcome is Outcome.PASS


async def test_reports_go_where_the_checklist_says(tmp_path: Path) -> None:
    (exercise,) = exercises_for(["source-reports"])
    async with open_lab(tmp_path, "holes@team.example") as lab:
        lab.mend(exercise)
        assert "holes@team.example" in (lab.tree.path / "SECURITY.md").read_text()


# What stays -----------------------------------------------------------------------------------------------


async def test_what_was_changed_stays_until_a_fresh_one_is_wanted(tmp_path: Path) -> None:
    async with open_lab(tmp_path) as lab:
        (lab.tree.path / "views.py").write_text("mine")
        switches.write(lab.switch_file, {"redirect": True})
    async with open_lab(tmp_path) as lab:
        assert (lab.tree.path / "views.py").read_text() == "mine"
        assert switches.read(lab.switch_file).redirect
    async with open_lab(tmp_path, fresh=True) as lab:
        assert "logger" in (lab.tree.path / "views.py").read_text()
        assert switches.read(lab.switch_file) == Switches()


def test_a_switch_is_set_in_its_own_line_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "server.toml"
    switches.write_first(path)
    before = path.read_text().split("\n")
    switches.write(path, {"hsts_days": 365})
    after = path.read_text().split("\n")
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [("hsts_days = 0", "hsts_days = 365")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("redirect = false\nhsts_days = \n", "line 2"),
        ("\n\nredirect = 1\n", "line 3, redirect: that is no true or false"),
        ("hsts_days = true\n", "line 1, hsts_days: that is no number"),
        ("teapot = true\n", "line 1, teapot: that is no switch of the lab"),
    ],
)
async def test_a_file_of_switches_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    async with open_lab(tmp_path) as lab:
        lab.switch_file.write_text(text)
        with pytest.raises(UsageError) as refused:
            await lab.look(EXERCISES[0], Host(), {})
        assert "server.toml" in refused.value.detail
        assert said in refused.value.detail
        assert "--fresh" in refused.value.remedy
        assert lab.switch_file.read_text() == text  # nothing is lost


# The server -----------------------------------------------------------------------------------------------


async def test_it_listens_on_this_machine_alone_and_is_gone_afterwards(tmp_path: Path) -> None:
    async with open_lab(tmp_path) as lab:
        for port in ports(lab):
            with socket.create_connection(("127.0.0.1", port), 1) as caller:
                assert caller.getpeername()[0] == "127.0.0.1"
        used = ports(lab)
        assert all(urlsplit(one).hostname == "127.0.0.1" for one in (lab.place.plain, lab.place.secure))
    for port in used:
        with pytest.raises(OSError, match=r".+"):
            socket.create_connection(("127.0.0.1", port), 1)


async def test_its_certificate_is_trusted_by_its_own_root_and_by_nobody_else(tmp_path: Path) -> None:
    async with open_lab(tmp_path) as lab:
        _, port = ports(lab)
        own = ssl.create_default_context(cafile=str(lab.root))
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=own)
        writer.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", port, ssl=ssl.create_default_context())


async def test_the_key_is_readable_by_this_account_alone(tmp_path: Path) -> None:
    async with open_lab(tmp_path) as lab:
        assert (lab.folder / "keys" / "server.pem").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "request_line", [b"\r\n\r\n", b"GET\r\n\r\n", b"GET x HTTP/1.1\r\n\r\n", b"\xff" * 20000]
)
async def test_nonsense_gets_a_refusal_or_nothing_and_the_server_goes_on(
    tmp_path: Path, request_line: bytes
) -> None:
    async with open_lab(tmp_path) as lab:
        reader, writer = await asyncio.open_connection("127.0.0.1", ports(lab)[0])
        writer.write(request_line)
        writer.write_eof()
        said = await reader.read()
        assert said[:12] in (b"HTTP/1.1 500", b"")
        writer.close()
        assert (await lab.look(EXERCISES[0], Host(), {})).outcome is Outcome.FAIL


def test_a_broken_lab_says_so_to_whoever_opens_it(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file in the way")
    with pytest.raises(OSError, match="keys"), keep_open(tmp_path):
        pass


def test_beside_a_conversation_it_runs_in_a_thread_of_its_own(tmp_path: Path) -> None:
    with keep_open(tmp_path) as lab:
        assert isinstance(lab.service, Service)
        found = asyncio.run(lab.look(EXERCISES[0], Host(), {}))
        assert found.outcome is Outcome.FAIL
        used = ports(lab)[0]
    with pytest.raises(OSError, match=r".+"):
        socket.create_connection(("127.0.0.1", used), 1)


# Answers --------------------------------------------------------------------------------------------------


def said(path: str, is_secure: bool = True, method: str = "GET", **given: bool | int) -> str:
    return answer(method, path, is_secure, Switches(**given), PLACE).decode()  # type: ignore[arg-type]


def test_a_redirect_keeps_the_path() -> None:
    assert "Location: https://127.0.0.1:443/login?a=b\r\n" in said("/login?a=b", False, redirect=True)


def test_strict_transport_security_is_said_over_https_only() -> None:
    assert "max-age=31536000" in said("/", hsts_days=365)
    assert "max-age" not in said("/", False, hsts_days=365)


def test_a_form_over_plain_http_can_be_refused() -> None:
    assert "403 Forbidden" in said("/login", False, plain_login=False)
    assert "<form" not in said("/login", False, plain_login=False)


def test_nothing_is_taken() -> None:
    assert "405 Method Not Allowed" in said("/login", method="POST")


def test_what_is_not_there_is_not_found() -> None:
    assert "404 Not Found" in said("/.well-known/security.txt")
    assert "Contact: mailto:support@example.com" in said("/.well-known/security.txt", security_txt=True)
