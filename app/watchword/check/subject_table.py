"""Services and source trees as tables of the settings file, read strictly.

```toml
[[service]]
url = "https://shop.example.com/"
kind = "site"                                   # or "api": plain HTTP is refused there, not redirected
login_paths = ["/login"]
agreed = true                                   # that Watchword asks this host for pages

[[service.ignore]]
what = "AWSALB"                                 # a cookie's name, or a path
reason = "set by the load balancer"

[[tree]]
path = "~/work/shop"
```
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from watchword.check.subject import API, SITE, Ignored, Kind, Service, Tree, read_service
from watchword.errors import UsageError
from watchword.text import clean

SUBJECT_LIMIT = 100
_SERVICE = {"url", "kind", "login_paths", "http_port", "ca_file", "ignore", "agreed"}


class TableProblem(Exception):
    """What is wrong with which table, counted from 0, in words."""

    def __init__(self, place: int, detail: str) -> None:
        super().__init__(detail)
        self.place = place
        self.detail = detail


def read_services(tables: object) -> tuple[Service, ...]:
    """Return the services of `[[service]]` tables; raises `TableProblem`."""
    return tuple(_service(place, table) for place, table in enumerate(_tables(tables)))


def read_trees(tables: object) -> tuple[Tree, ...]:
    """Return the source trees of `[[tree]]` tables; a folder that is gone meanwhile is still one."""
    found = []
    for place, table in enumerate(_tables(tables)):
        _refuse_others(place, table, {"path"})
        found.append(Tree(Path(_text(place, table, "path", needed=True)).expanduser()))
    return tuple(found)


def write_service(service: Service) -> dict[str, Any]:
    """Return a service as a table; what is the default is left out."""
    table: dict[str, Any] = {"url": service.url, "kind": service.kind}
    if service.login_paths:
        table["login_paths"] = list(service.login_paths)
    if service.http_port != 80:
        table["http_port"] = service.http_port
    if service.ca_file:
        table["ca_file"] = service.ca_file
    table["agreed"] = service.is_agreed
    if service.ignore:
        table["ignore"] = [{"what": one.what, "reason": one.reason} for one in service.ignore]
    return table


def write_tree(tree: Tree) -> dict[str, Any]:
    """Return a source tree as a table."""
    return {"path": str(tree.path)}


def _service(place: int, table: dict[str, Any]) -> Service:
    _refuse_others(place, table, _SERVICE)
    try:
        named = read_service(_text(place, table, "url", needed=True))
    except UsageError as error:
        raise TableProblem(place, f"{error.title} {error.detail}") from error
    port = table.get("http_port", named.http_port)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise TableProblem(place, "`http_port` is a number from 1 to 65535.")
    kinds: dict[str, Kind] = {"": SITE, SITE: SITE, API: API}
    kind = _text(place, table, "kind")
    if kind not in kinds:
        raise TableProblem(place, "`kind` is site or api.")
    agreed = table.get("agreed", False)
    if not isinstance(agreed, bool):
        raise TableProblem(place, "`agreed` is true or false.")
    return replace(
        named,
        kind=kinds[kind],
        login_paths=_paths(place, table) or named.login_paths,
        http_port=port,
        ca_file=_text(place, table, "ca_file"),
        ignore=tuple(_ignored(place, one) for one in _tables(table.get("ignore", []), place)),
        is_agreed=agreed,
    )


def _ignored(place: int, table: dict[str, Any]) -> Ignored:
    _refuse_others(place, table, {"what", "reason"})
    what, reason = (clean(_text(place, table, name, needed=True), limit=200) for name in ("what", "reason"))
    return Ignored(what, reason)


def _paths(place: int, table: dict[str, Any]) -> tuple[str, ...]:
    paths = table.get("login_paths", [])
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise TableProblem(place, '`login_paths` is a list of texts, such as ["/login"].')
    for path in paths:
        if not path.startswith("/") or path.startswith("//") or not path.isascii() or not path.isprintable():
            raise TableProblem(place, "A login path begins with one / and is written in ASCII.")
    return tuple(path.replace(" ", "%20") for path in paths[:20])


def _tables(value: object, place: int = 0) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise TableProblem(place, "It is written as a table of its own, in double brackets.")
    if len(value) > SUBJECT_LIMIT:
        raise TableProblem(SUBJECT_LIMIT, f"There are more than {SUBJECT_LIMIT}.")
    return value


def _text(place: int, table: dict[str, Any], name: str, *, needed: bool = False) -> str:
    value = table.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise TableProblem(place, f"`{name}` takes a text in quotes.")
    return value


def _refuse_others(place: int, table: dict[str, Any], known: set[str]) -> None:
    others = sorted(set(table) - known)
    if others:
        listed = ", ".join(sorted(known))
        raise TableProblem(place, f"`{clean(others[0], limit=60)}` is not known here; known are {listed}.")
