"""Which names in an `http://` address are hosts that people reach, and which only look like it."""

from __future__ import annotations

import ipaddress
import re

_ADDRESS = re.compile(r"\bhttp://([^\s\"'`<>\\(){}\[\],;|]{1,300})", re.I)
# Reserved for tests and home networks (RFC 2606, 6761, 6762, 8375), and names that lead back to this machine.
_PRIVATE = (
    *(".localhost", ".test", ".local", ".invalid", ".example", ".internal", ".lan", ".home", ".home.arpa"),
    *(".localdomain", ".intranet", ".svc", ".cluster.local", ".consul", ".onion", ".arpa", "lvh.me"),
    *("nip.io", "sslip.io", "xip.io", "localtest.me", "vcap.me", "lacolhost.com"),
)
# Names used as identifiers, which nobody fetches, and lists that are served over HTTP by design.
_IDENTIFIERS = frozenset(
    (
        *("www.w3.org", "w3.org", "schemas.xmlsoap.org", "schemas.microsoft.com", "schemas.android.com"),
        *("json-schema.org", "schema.org", "purl.org", "xmlns.jcp.org", "java.sun.com", "xmlns.com"),
        *("www.springframework.org", "maven.apache.org", "logging.apache.org", "www.apache.org"),
        *("www.opensource.org", "opensource.org", "www.gnu.org", "creativecommons.org", "apache.org"),
        *("docs.oasis-open.org", "ns.adobe.com", "www.omg.org", "hibernate.sourceforge.net", "ogp.me"),
        *("www.sitemaps.org", "www.topografix.com", "specs.openid.net", "openid.net", "www.mozilla.org"),
        *("api.spring.io", "swagger.io", "www.example-schema.org", "docs.aws.amazon.com"),
    )
)
_LISTS = ("crl.", "crl3.", "crl4.", "ocsp.", "schemas.", "xmlns.", "ns.", "schema.")
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+\.?", re.I)


def is_real_host(name: str) -> bool:
    """Whether a name or address is one that others reach: not this machine, not private, not reserved."""
    host = name.strip().lower().rstrip(".")
    if len(host) > 253 or not host:
        return False
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        pass
    if not _NAME.fullmatch(host) or host.rpartition(".")[2].isdigit():
        return False
    return not any(host.endswith(end) if end[0] == "." else _is_below(host, end) for end in _PRIVATE)


def plain_hosts(text: str) -> list[tuple[int, str]]:
    """Return offset and host of each `http://` address on a real host that is not a mere identifier."""
    found = []
    for match in _ADDRESS.finditer(text):
        host = re.split(
            r"[/?#:]", match[1].rpartition("@")[2] if "@" in match[1].split("/")[0] else match[1]
        )[0]
        host = host.lower().rstrip(".")
        if is_real_host(host) and host not in _IDENTIFIERS and not host.startswith(_LISTS):
            found.append((match.start(), host))
    return found


def _is_below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
