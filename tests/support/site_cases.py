"""Sites that keep or break the guidelines on HTTPS, each with the verdicts that are expected of it.

A site is what it answers on the plain and on the TLS port; `None` is a port where nothing listens. Verdicts
are those of T1 (passwords and sessions), T2 (HTTPS), T4 (redirect), HSTS and T5 (protocol-relative URLs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DOMAIN = "lab.test"
PASS, WARN, FAIL, UNKNOWN = "pass", "warn", "fail", "unknown"
VERDICTS = ("T1", "T2", "T4", "HSTS", "T5")


@dataclass(frozen=True)
class Reply:
    """One answer. `to` is (scheme, site) of a redirect that keeps the path; in texts `{at}` is this host."""

    status: int = 200
    body: str = ""
    headers: tuple[str, ...] = ()
    kind: str = "text/html"
    to: tuple[str, str] | None = None


@dataclass(frozen=True)
class Site:
    """A site and the verdicts expected, in the order of `VERDICTS`; other paths may answer otherwise."""

    name: str
    plain: Reply | None
    secure: Reply | None
    expected: tuple[str, str, str, str, str]
    certificate: str = "good"
    kind: str = "site"
    plain_paths: Mapping[str, Reply] = field(default_factory=dict)
    secure_paths: Mapping[str, Reply] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The host name."""
        return f"{self.name}.{DOMAIN}"


def page(content: str, *headers: str, status: int = 200) -> Reply:
    """Make an HTML answer."""
    text = f"<!doctype html>\n<html><head><title>A site</title></head>\n<body>\n{content}\n</body></html>\n"
    return Reply(status, text, headers)


def redirect(status: int, scheme: str, site: str, *headers: str) -> Reply:
    """Make a redirect."""
    return Reply(status, "", headers, to=(scheme, site))


TWO_YEARS = "Strict-Transport-Security: max-age=63072000; includeSubDomains"
LAX = "Secure; HttpOnly; SameSite=Lax; Path=/"
SESSION = "Set-Cookie: sessionid=8f14e45fceea167a5a36dedd4bea2543"
GONE = "Set-Cookie: sessionid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/"
HOME = "<h1>Hello</h1><p>Nothing to log in to.</p>"
PLAIN_HOME, SECURE_HOME = page(HOME), page(HOME, TWO_YEARS)


def form(action: str, method: str = "post") -> str:
    """Make a form with a password field."""
    return (
        f'<form action="{action}" method="{method}"><input name="user"><input type="password" name="secret">'
        "<button>Go on</button></form>"
    )


def _site(
    name: str, secure: Reply | None, *expected: str, plain: Reply | None = None, **more: object
) -> Site:
    """Make a site that redirects to HTTPS for good, unless told otherwise."""
    first = plain or redirect(301, "https", name)
    return Site(name, first, secure, expected, **more)  # type: ignore[arg-type]


_P, _W, _F, _U = PASS, WARN, FAIL, UNKNOWN
_BASIC = 'WWW-Authenticate: Basic realm="staff"'
_TEXT = """<p>Write //host/path for short, they said.</p>
<script>// a comment //cdn.lab.test/x.js
var pattern = /\\/\\/cdn/; /* //cdn.lab.test/y.js */</script>
<pre>src="//cdn.lab.test/z.js"</pre><a href="/a//b">two slashes in a path</a>"""
_STYLED = """<style>body { background: url(//cdn.lab.test/back.png) }</style>
<img src="/a.png" srcset="/a.png 1x, //cdn.lab.test/b.png 2x" alt="">
<p style="background-image: url('//cdn.lab.test/c.png')">Text</p>"""
_MIXED = """<img src="http://static.mixed.lab.test/a.png" alt="">
<script src="http://static.mixed.lab.test/app.js"></script>"""
_REFRESH = '<meta http-equiv="refresh" content="0; url={at_https}/"><p>One moment.</p>'

SITES: tuple[Site, ...] = (
    _site(
        "good", page(HOME, TWO_YEARS, f"Set-Cookie: __Host-session=8f14e45fceea; {LAX}"), _P, _P, _P, _P, _P
    ),
    _site("good308", SECURE_HOME, _U, _P, _P, _P, _P, plain=redirect(308, "https", "good308")),
    Site("httpsonly", None, SECURE_HOME, (_U, _P, _P, _P, _P)),
    Site("httponly", PLAIN_HOME, None, (_U, _F, _F, _U, _P)),
    _site("noredirect", SECURE_HOME, _U, _F, _F, _P, _P, plain=PLAIN_HOME),
    _site("redir302", SECURE_HOME, _U, _P, _W, _P, _P, plain=redirect(302, "https", "redir302")),
    _site("redir307", SECURE_HOME, _U, _P, _W, _P, _P, plain=redirect(307, "https", "redir307")),
    _site("offhost", SECURE_HOME, _U, _P, _W, _P, _P, plain=redirect(301, "https", "www.offhost")),
    _site("www.offhost", SECURE_HOME, _U, _P, _P, _P, _P),
    _site("wwwfirst", SECURE_HOME, _U, _P, _F, _P, _P, plain=redirect(301, "http", "www.wwwfirst")),
    _site("www.wwwfirst", SECURE_HOME, _U, _P, _P, _P, _P),
    _site("loginhttp", page(form("/enter"), TWO_YEARS), _F, _F, _F, _P, _P, plain=page(form("/enter"))),
    _site("formactionhttp", page(form("{at_http}/enter"), TWO_YEARS), _F, _F, _P, _P, _P),
    _site("formactionrel", page(form("//{at}/enter"), TWO_YEARS), _W, _P, _P, _P, _F),
    _site("formget", page(form("/enter", "get"), TWO_YEARS), _W, _P, _P, _P, _P),
    _site("cookieplain", page(HOME, f"{SESSION}; HttpOnly"), _F, _P, _P, _F, _P),
    _site("cookieplainhsts", page(HOME, TWO_YEARS, f"{SESSION}; HttpOnly"), _W, _P, _P, _P, _P),
    _site("cookienohttponly", page(HOME, TWO_YEARS, f"{SESSION}; Secure; SameSite=Lax"), _W, _P, _P, _P, _P),
    _site(
        *("cookieonredirect", SECURE_HOME, _F, _P, _P, _P, _P),
        plain=redirect(301, "https", "cookieonredirect", f"{SESSION}; HttpOnly"),
    ),
    _site(
        *("cookieonredirectsec", SECURE_HOME, _F, _P, _P, _P, _P),
        plain=redirect(301, "https", "cookieonredirectsec", f"{SESSION}; Secure; HttpOnly"),
    ),
    _site(
        *("cookiedelete", SECURE_HOME, _U, _P, _P, _P, _P),
        plain=redirect(301, "https", "cookiedelete", GONE),
    ),
    _site("cookiepref", page(HOME, TWO_YEARS, "Set-Cookie: theme=dark; Path=/"), _U, _P, _P, _P, _P),
    _site("samesitenone", page(HOME, TWO_YEARS, f"{SESSION}; HttpOnly; SameSite=None"), _F, _P, _P, _P, _P),
    _site("basichttp", SECURE_HOME, _F, _F, _F, _P, _P, plain=page("Who is it?", _BASIC, status=401)),
    _site(
        *("basichttps", Reply(401, "Who is it?", (_BASIC, TWO_YEARS), "text/plain")),
        *(_P, _P, _P, _P, _U),
    ),
    _site("hstsmissing", PLAIN_HOME, _U, _P, _P, _F, _P),
    _site("hstsshort", page(HOME, "Strict-Transport-Security: max-age=86400"), _U, _P, _P, _W, _P),
    _site("hstszero", page(HOME, "Strict-Transport-Security: max-age=0"), _U, _P, _P, _F, _P),
    _site("hstsdup", page(HOME, "Strict-Transport-Security: max-age=86400", TWO_YEARS), _U, _P, _P, _F, _P),
    _site("hstsnomaxage", page(HOME, "Strict-Transport-Security: includeSubDomains"), _U, _P, _P, _F, _P),
    _site(
        *("hstsonhttponly", PLAIN_HOME, _U, _P, _P, _F, _P),
        plain=redirect(301, "https", "hstsonhttponly", TWO_YEARS),
    ),
    _site("hstslatehop", redirect(301, "https", "good308"), _U, _P, _P, _F, _P),
    _site("expired", SECURE_HOME, _U, _F, _P, _U, _U, certificate="expired"),
    _site("expiresoon", SECURE_HOME, _U, _W, _P, _P, _P, certificate="expiresoon"),
    _site("wronghost", SECURE_HOME, _U, _F, _P, _U, _U, certificate="wronghost"),
    _site("untrusted", SECURE_HOME, _U, _F, _P, _U, _U, certificate="untrusted"),
    _site("prhtml", page('<script src="//cdn.lab.test/x.js"></script>', TWO_YEARS), _U, _P, _P, _P, _F),
    _site("prcss", page(_STYLED, TWO_YEARS), _U, _P, _P, _P, _F),
    _site("prdns", page('<link rel="dns-prefetch" href="//cdn.lab.test">', TWO_YEARS), _U, _P, _P, _P, _P),
    _site("prtext", page(_TEXT, TWO_YEARS), _U, _P, _P, _P, _P),
    _site("mixed", page(_MIXED, TWO_YEARS), _U, _F, _P, _P, _P),
    _site("metarefresh", SECURE_HOME, _U, _F, _F, _P, _P, plain=page(_REFRESH)),
    _site(
        *("deeppath", page('<a href="/login">Log in</a>', TWO_YEARS), _F, _F, _F, _P, _P),
        plain_paths={"/login": page(form("/login"))},
        secure_paths={"/login": page(form("/login"), TWO_YEARS)},
    ),
    _site("loop", SECURE_HOME, _U, _P, _F, _P, _P, plain=redirect(301, "http", "loop")),
    _site(
        *("api403", Reply(200, '{"ok": true}', (TWO_YEARS,), "application/json"), _U, _P, _P, _P, _U),
        plain=Reply(403, '{"error": "HTTPS only"}', (), "application/json"),
        kind="api",
    ),
    _site("downgrade", redirect(302, "http", "downgrade"), _U, _F, _F, _F, _U),
)
