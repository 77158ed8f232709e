"""Services and source trees in the text face: named, agreed to, listed, forgotten, looked at for once."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from cli.machine import machine
from cli.talk import say
from support.kit import make_kit
from watchword.check.subject import Service
from watchword.kit import Kit
from watchword.settings import load

SHOP = "https://shop.example.com/"


class Listener:
    """A port of this machine that notes who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.05)
        self.port: int = self.socket.getsockname()[1]
        self.visits = 0
        self.is_open = True
        self.thread = Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        while self.is_open:
            try:
                caller, _ = self.socket.accept()
            except TimeoutError:
                continue
            self.visits += 1
            caller.close()

    def close(self) -> None:
        self.is_open = False
        self.thread.join()
        self.socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return make_kit(tmp_path, host=machine())


def services(kit: Kit) -> tuple[Service, ...]:
    return load(kit.paths.settings_file).service


def test_a_service_is_named_and_agreed_to_after_one_question(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "service", "add", SHOP, "--login", "/in", kit=kit, typed=["y"], interactive=True)
    assert said.status == 0
    assert "GET" not in said.out  # what is asked stands in talk, not in data
    assert "It sends no password and no cookie" in said.err
    assert services(kit) == (Service(SHOP, login_paths=("/in",), is_agreed=True),)


@pytest.mark.parametrize("answer", ["", "n", "later"])
def test_whoever_does_not_agree_has_named_it_all_the_same(tmp_path: Path, kit: Kit, answer: str) -> None:
    said = say(tmp_path, "service", "add", SHOP, kit=kit, typed=[answer], interactive=True)
    assert said.status == 1
    assert "`watchword service agree URL`" in said.err
    assert [one.is_agreed for one in services(kit)] == [False]


def test_a_script_agrees_with_an_option(tmp_path: Path, kit: Kit) -> None:
    assert say(tmp_path, "service", "add", SHOP, "--api", "--yes", kit=kit).status == 0
    assert services(kit) == (Service(SHOP, kind="api", is_agreed=True),)


def test_a_script_that_does_not_is_told_so_and_nothing_is_named(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "service", "add", SHOP, kit=kit)
    assert said.status == 2
    assert "Add --yes if your team runs it." in said.err
    assert services(kit) == ()


def test_agreeing_later_is_a_command(tmp_path: Path, kit: Kit) -> None:
    say(tmp_path, "service", "add", SHOP, kit=kit, typed=["n"], interactive=True)
    kit = make_kit(tmp_path, host=machine())
    kit = replace(kit, settings=load(kit.paths.settings_file))
    assert say(tmp_path, "service", "agree", "shop.example.com", kit=kit).status == 0
    assert [one.is_agreed for one in services(kit)] == [True]


def test_an_exception_needs_its_reason(tmp_path: Path, kit: Kit) -> None:
    said = say(
        tmp_path,
        *("service", "add", SHOP, "--yes", "--ignore", "AWSALB", "set by the load balancer"),
        kit=kit,
    )
    assert said.status == 0
    (one,) = services(kit)[0].ignore
    assert (one.what, one.reason) == ("AWSALB", "set by the load balancer")


def test_a_login_path_that_is_none_is_refused(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "service", "add", SHOP, "--yes", "--login", "sign-in", kit=kit)
    assert said.status == 2
    assert "A login path begins with one /" in said.err


def test_the_list_is_empty_at_first_and_says_how_to_fill_it(tmp_path: Path, kit: Kit) -> None:
    assert "`watchword service add URL`" in say(tmp_path, "service", "list", kit=kit).out
    assert json.loads(say(tmp_path, "service", "list", "--json", kit=kit).out) == []
    assert "`watchword source add DIR`" in say(tmp_path, "source", "list", kit=kit).out
    assert json.loads(say(tmp_path, "source", "list", "--json", kit=kit).out) == []


def test_a_source_tree_is_named_listed_and_forgotten(tmp_path: Path, kit: Kit) -> None:
    tree = tmp_path / "shop"
    tree.mkdir()
    assert say(tmp_path, "source", "add", str(tree), kit=kit).status == 0
    kit = replace(kit, settings=load(kit.paths.settings_file))
    assert "shop" in say(tmp_path, "source", "list", kit=kit).out
    assert say(tmp_path, "source", "remove", str(tree), kit=kit).status == 0
    assert load(kit.paths.settings_file).tree == ()


def test_forgetting_what_is_not_named_is_an_error_with_a_way_out(tmp_path: Path, kit: Kit) -> None:
    said = say(tmp_path, "service", "remove", SHOP, kit=kit)
    assert said.status == 2
    assert "watchword service list" in said.err


def test_nothing_is_contacted_before_somebody_agreed(tmp_path: Path, kit: Kit, listener: Listener) -> None:
    url = f"https://127.0.0.1:{listener.port}/"
    port = ("--http-port", str(listener.port))
    assert say(tmp_path, "check", "service", url, *port, kit=kit).status == 2
    said = say(tmp_path, "check", "service", url, *port, kit=kit, typed=["n"], interactive=True)
    assert said.status == 3
    assert "Nothing was contacted." in said.err
    assert listener.visits == 0


def test_a_service_that_is_agreed_to_is_contacted(tmp_path: Path, kit: Kit, listener: Listener) -> None:
    url = f"https://127.0.0.1:{listener.port}/"
    say(tmp_path, "check", "service", url, "--http-port", str(listener.port), "--yes", kit=kit)
    assert listener.visits > 0
