"""Whom this machine trusts, and what a certificate says.

Roots are the system's own and those of a file that the person named. A certificate that is trusted is told
as `ssl` tells it; one that is not has to be taken apart, which needs `cryptography` (imported then).
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from watchword.check.host import Host, HostError
from watchword.check.service.facts import Certificate
from watchword.text import clean

NAMES_SHOWN = 20
_CA_LIMIT = 4 * 1024 * 1024
# Where systems keep their roots, for a Python that was built to look elsewhere.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
# What OpenSSL's verify codes mean (x509_vfy.h).
_UNKNOWN_ISSUER = "nobody this machine trusts issued it, or a certificate in between is not sent along"
_PROBLEMS = {
    2: _UNKNOWN_ISSUER,
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is self-signed: nobody this machine trusts issued it",
    19: "its chain ends in a root that this machine does not trust",
    20: _UNKNOWN_ISSUER,
    21: _UNKNOWN_ISSUER,
    23: "it was revoked",
    62: "it is for other names",
    64: "it is for other addresses",
    66: "its key is too weak",
    67: "a key in its chain is too weak",
    68: "it is signed with a digest that is too weak",
}


@dataclass(frozen=True, slots=True)
class Trust:
    """How to judge certificates; without a context, `reason` says why there is none."""

    context: ssl.SSLContext | None
    reason: str = ""


async def read_trust(host: Host, ca_file: str) -> Trust:
    """Gather the roots, in a thread: the system's take some 20 ms to load."""
    from watchword.check.service.thread import in_thread

    return await in_thread(lambda: gather_roots(host, ca_file))


def gather_roots(host: Host, ca_file: str) -> Trust:
    """Return the system's roots and those of a file, if one is named (PEM; `~` is the person's home)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.load_default_certs()
    if not _has_roots(context):
        for bundle in _BUNDLES:
            if os.path.isfile(bundle):
                context.load_verify_locations(bundle)
                break
    if ca_file:
        path = host.home / ca_file[2:] if ca_file.startswith("~/") else Path(ca_file)
        try:
            context.load_verify_locations(cadata=host.read_bytes(path, limit=_CA_LIMIT).decode("ascii"))
        except HostError as error:
            return Trust(None, f"The CA file cannot be used: {error.reason}")
        except (ssl.SSLError, ValueError):
            return Trust(None, f"The CA file {host.show(path)} holds no certificates in PEM form")
    if not _has_roots(context):
        return Trust(None, "This machine has no root certificates to judge by")
    return Trust(context)


def _has_roots(context: ssl.SSLContext) -> bool:
    """Whether there is a root; those in a folder are only loaded when needed, so they are looked for."""
    if context.cert_store_stats()["x509_ca"]:
        return True
    folder = ssl.get_default_verify_paths().capath
    try:
        return bool(folder) and any(name.endswith(".0") for name in os.listdir(folder))
    except OSError:
        return False


def without_trust() -> ssl.SSLContext:
    """Return a context that trusts everybody: only to look at a certificate, never to send a request."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def name_problem(error: ssl.SSLCertVerificationError) -> str:
    """Return in words why a certificate is not trusted."""
    return _PROBLEMS.get(error.verify_code, clean(error.verify_message or "it is not trusted", limit=100))


def read_trusted(shown: Mapping[str, Any]) -> Certificate:
    """Return a certificate that was verified, from what `getpeercert` gives."""
    issuer = {key: value for part in shown.get("issuer", ()) for key, value in part}
    return Certificate(
        _shorten(value for _, value in shown.get("subjectAltName", ()) if isinstance(value, str)),
        _clean(issuer.get("organizationName") or issuer.get("commonName") or ""),
        _read_time(shown.get("notBefore")),
        _read_time(shown.get("notAfter")),
    )


def _read_time(text: str | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC) if text else None
    except (ValueError, OverflowError, OSError):
        return None


def describe(der: bytes, problem: str) -> Certificate:
    """Take apart a certificate that is not trusted; whatever it holds, this does not raise."""
    try:
        from cryptography import x509

        found = x509.load_der_x509_certificate(der)
        starts, ends = found.not_valid_before_utc, found.not_valid_after_utc
        return Certificate(_shorten(_read_names(found)), _read_issuer(found), starts, ends, problem)
    except Exception:  # foreign bytes, and a parser of another's: no names is all that is lost
        return Certificate(problem=problem)


def _read_names(found: Any) -> list[str]:
    from cryptography import x509

    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return [str(name.value) for name in names if isinstance(name, x509.DNSName | x509.IPAddress)]
    except Exception:  # without such names, or with broken ones, the common name is what there is
        return [str(one.value) for one in found.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]


def _read_issuer(found: Any) -> str:
    from cryptography import x509

    try:
        for kind in (x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COMMON_NAME):
            for one in found.issuer.get_attributes_for_oid(kind):
                return _clean(str(one.value))
    except Exception:
        return ""
    return ""


def _clean(name: str) -> str:
    return clean(name, limit=100)


def _shorten(names: Iterable[str]) -> tuple[str, ...]:
    """Return the first names, made safe to show, and how many more there are."""
    found = list(names)
    more = (f"and {len(found) - NAMES_SHOWN} more",) if len(found) > NAMES_SHOWN else ()
    return (*map(_clean, found[:NAMES_SHOWN]), *more)
