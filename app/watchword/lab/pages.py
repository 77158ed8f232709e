"""What the lab's server answers, by its switches. Pure: a request and the switches in, an answer out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from watchword.lab.switches import Switches

_PAGE = """<!doctype html>
<html lang="en">
<head>
<title>Shop of the lab</title>
<script src="{script}"></script>
<link rel="stylesheet" href="{style}">
</head>
<body><h1>Welcome to the shop</h1><p><a href="/login">Log in</a></p></body>
</html>
"""
_LOGIN = """<!doctype html>
<html lang="en">
<head><title>Log in</title></head>
<body><form method="post" action="/login">
<label>Name <input name="name"></label>
<label>Password <input type="password" name="password"></label>
<button>Log in</button></form></body>
</html>
"""
_PLAIN = '<!doctype html>\n<html lang="en"><title>Shop</title><p>Log in over HTTPS, please.</p></html>\n'
_REASONS = {
    200: "OK",
    301: "Moved Permanently",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server can be reached: its addresses, without a path, and the address for reports."""

    plain: str
    secure: str
    reports: str


def answer(method: str, path: str, is_secure: bool, switches: Switches, place: Place) -> bytes:
    """Return the whole answer to a request."""
    if method not in ("GET", "HEAD"):
        return _write(405, "text/plain", "Only looked at here.\n", ["Allow: GET, HEAD"], method)
    if not is_secure and switches.redirect:
        return _write(301, "text/plain", "", [f"Location: {place.secure}{path}"], method)
    headers = (
        [f"Strict-Transport-Security: max-age={switches.hsts_days * 86400}"]
        if is_secure and switches.hsts_days
        else []
    )
    page = path.partition("?")[0]
    if page == "/.well-known/security.txt" and switches.security_txt:
        return _write(200, "text/plain; charset=utf-8", _security_txt(place), headers, method)
    if page == "/":
        script = f"{place.plain}/basket.js" if switches.plain_script else "/basket.js"
        style = "//cdn.example.com/shop.css" if switches.relative_address else "/shop.css"
        return _write(
            200, "text/html; charset=utf-8", _PAGE.format(script=script, style=style), headers, method
        )
    if page == "/login":
        return _log_in(is_secure, switches, headers, method)
    kinds = {"/basket.js": "text/javascript", "/shop.css": "text/css"}
    if page in kinds:
        return _write(200, kinds[page], "", headers, method)
    return _write(404, "text/plain", "There is no such page.\n", headers, method)


def _log_in(is_secure: bool, switches: Switches, headers: list[str], method: str) -> bytes:
    if not is_secure and not switches.plain_login:
        return _write(403, "text/html; charset=utf-8", _PLAIN, headers, method)
    marks = "; Secure" if switches.secure_cookie else ""
    cookie = f"Set-Cookie: session=practice; Path=/; HttpOnly; SameSite=Lax{marks}"
    return _write(200, "text/html; charset=utf-8", _LOGIN, [*headers, cookie], method)


def _security_txt(place: Place) -> str:
    ends = (datetime.now(UTC) + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    own = f"{place.secure}/.well-known/security.txt"
    return (
        f"Contact: mailto:{place.reports}\nExpires: {ends}\nEncryption: {place.secure}/key.txt\n"
        f"Preferred-Languages: en\nCanonical: {own}\n"
    )


def _write(status: int, kind: str, body: str, headers: list[str], method: str) -> bytes:
    data = body.encode()
    head = [
        f"HTTP/1.1 {status} {_REASONS[status]}",
        *(f"Content-Type: {kind}", f"Content-Length: {len(data)}", "Connection: close", *headers),
    ]
    return "\r\n".join([*head, "", ""]).encode() + (b"" if method == "HEAD" else data)
