"""A real nginx that serves all sites of `site_cases`, and services that lead there.

In a network of its own (see `lonely`) it has the usual ports and nothing else can be reached. Where no such
network can be made it takes free ports; names are answered by `Host.addresses` in both.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import trustme

from support.site_cases import SITES, Reply, Site
from watchword.check.host import Host
from watchword.check.subject import Service

BOTH, PLAIN_ONLY, SECURE_ONLY = "127.0.0.1", "127.0.0.3", "127.0.0.4"
USUAL = (80, 443)
_CERTIFICATES = ("good", "expired", "expiresoon", "wronghost", "untrusted")
_HEAD = """daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
geo $dollar {{ default "$"; }}
access_log off; server_names_hash_bucket_size 128; server_tokens off; types {{ }}
client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off; ssl_session_tickets off;
"""


def lonely() -> list[str] | None:
    """Return what to put before a command to run it in a network of its own; `None` where that is denied."""
    unshare = shutil.which("unshare")
    for flags in ("-n",) if os.geteuid() == 0 else ("-Urn",):
        command = [unshare or "", flags]
        if unshare and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return None


def raise_loopback() -> None:
    """Switch on the loopback interface of this network: 127.0.0.0/8 is there from then on."""
    get_flags, set_flags, is_up = 0x8913, 0x8914, 0x1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, get_flags, asked))[1]
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sH14x", b"lo", flags | is_up))


def free_ports() -> tuple[int, int]:
    """Return two ports that nobody uses now."""
    with socket.socket() as one, socket.socket() as other:
        one.bind((BOTH, 0))
        other.bind((BOTH, 0))
        return one.getsockname()[1], other.getsockname()[1]


class SiteLab:
    """nginx while it is entered. `ports` are those of HTTP and HTTPS."""

    def __init__(self, folder: Path, ports: tuple[int, int] = USUAL) -> None:
        self.folder = folder
        self.plain_port, self.secure_port = ports
        self.ca_file = folder / "root.pem"
        self.addresses = {site.host: _address(site) for site in SITES}
        self._nginx: subprocess.Popen[bytes] | None = None

    def service(self, site: Site) -> Service:
        """Return a site as the person would name it."""
        suffix = "" if self.secure_port == 443 else f":{self.secure_port}"
        return Service(
            f"https://{site.host}{suffix}/",
            kind=site.kind,  # type: ignore[arg-type]
            http_port=self.plain_port,
            ca_file=str(self.ca_file),
            is_agreed=True,
        )

    def host(self) -> Host:
        """Return this machine, knowing the names of the sites."""
        return Host(addresses=self.addresses)

    def __enter__(self) -> Self:
        self._make_certificates()
        config = self.folder / "nginx.conf"
        config.write_text(_HEAD.format(folder=self.folder) + "".join(self._servers()) + "}\n")
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self._nginx = subprocess.Popen(
            [nginx, "-p", self.folder, "-e", self.folder / "start.log", "-c", config]
        )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._nginx:
            self._nginx.terminate()
            self._nginx.wait(10)

    def _wait(self) -> None:
        """Wait until nginx takes calls."""
        until = time.monotonic() + 15
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection((BOTH, self.secure_port), 1):
                return
            if self._nginx and self._nginx.poll() is not None:
                break
            time.sleep(0.02)
        told = [
            file.read_text() for name in ("start.log", "error.log") if (file := self.folder / name).exists()
        ]
        raise RuntimeError("nginx did not start: " + "".join(told))

    # -- certificates -----------------------------------------------------------------------------------

    def _make_certificates(self) -> None:
        root, stranger, now = trustme.CA(), trustme.CA(), datetime.now(UTC)
        root.cert_pem.write_to_path(self.ca_file)
        names = [site.host for site in SITES if site.certificate == "good"]
        dated = {"expired": (-92, -2), "expiresoon": (-85, 5)}
        for kind in _CERTIFICATES:
            ca = stranger if kind == "untrusted" else root
            asked = {"good": names, "wronghost": ["elsewhere.lab.test"]}.get(kind, [f"{kind}.lab.test"])
            from_day, to_day = dated.get(kind, (-10, 365))
            leaf = ca.issue_cert(
                *asked, not_before=now + timedelta(from_day), not_after=now + timedelta(to_day)
            )
            leaf.private_key_and_cert_chain_pem.write_to_path(self.folder / f"{kind}.pem")

    # -- the configuration ------------------------------------------------------------------------------

    def _servers(self) -> Iterator[str]:
        for address in (BOTH, PLAIN_ONLY):
            yield f"server {{ listen {address}:{self.plain_port} default_server; return 404; }}\n"
        for address in (BOTH, SECURE_ONLY):
            yield (
                f"server {{ listen {address}:{self.secure_port} ssl default_server; "
                f"{self._keys('good')} return 404; }}\n"
            )
        for site in SITES:
            if site.plain:
                listen = f"listen {_address(site)}:{self.plain_port};"
                yield self._server(site, listen, {**site.plain_paths, "/": site.plain})
            if site.secure:
                listen = f"listen {_address(site)}:{self.secure_port} ssl; {self._keys(site.certificate)}"
                yield self._server(site, listen, {**site.secure_paths, "/": site.secure})

    def _keys(self, kind: str) -> str:
        file = self.folder / f"{kind}.pem"
        return f"ssl_certificate {file}; ssl_certificate_key {file};"

    def _server(self, site: Site, listen: str, replies: dict[str, Reply]) -> str:
        locations = [
            f"location {path if path == '/' else f'= {path}'} {{ {self._answer(site, reply)} }}"
            for path, reply in replies.items()
        ]
        # no site of these has one, whatever it answers elsewhere
        missing = ["location /.well-known/ { return 404; }", "location = /security.txt { return 404; }"]
        return f"server {{ {listen} server_name {site.host};\n" + "\n".join([*missing, *locations]) + "\n}\n"

    def _answer(self, site: Site, reply: Reply) -> str:
        parts = []
        for header in reply.headers:
            name, _, value = header.partition(": ")
            parts.append(f"add_header {name} {_quote(value)} always;")
        if reply.to:
            scheme, name = reply.to
            parts.append(f"return {reply.status} {self._at(scheme, f'{name}.lab.test')}$request_uri;")
        else:
            body = reply.body
            for mark in ("http", "https"):
                body = body.replace(f"{{at_{mark}}}", self._at(mark, site.host))
            body = body.replace("{at}", self._at("https", site.host).removeprefix("https://"))
            parts.append(f"default_type {reply.kind}; return {reply.status} {_quote(body)};")
        return " ".join(parts)

    def _at(self, scheme: str, host: str) -> str:
        port = self.secure_port if scheme == "https" else self.plain_port
        return f"{scheme}://{host}{'' if port in USUAL else f':{port}'}"


def _address(site: Site) -> str:
    if site.plain is None:
        return SECURE_ONLY
    return PLAIN_ONLY if site.secure is None else BOTH


def _quote(text: str) -> str:
    """Quote a text for nginx, which has no way to write a dollar sign but as a variable that holds one."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "${dollar}")
    return f'"{escaped}"'


def sites(names: Iterable[str] = ()) -> list[Site]:
    """Return the sites of these names, or all."""
    wanted = set(names)
    return [site for site in SITES if not wanted or site.name in wanted]
