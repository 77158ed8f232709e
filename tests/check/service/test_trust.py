"""Whom a certificate is judged by, and what is told of one that is not trusted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword.check.host import Host
from watchword.check.service.facts import Certificate
from watchword.check.service.trust import NAMES_SHOWN, describe, gather_roots, read_trusted

ROOT = trustme.CA()


def pem(path: Path) -> Path:
    ROOT.cert_pem.write_to_path(path)
    return path


def test_the_roots_of_a_named_file_are_trusted_beside_those_of_the_system(tmp_path: Path) -> None:
    system, with_file = gather_roots(Host(), ""), gather_roots(Host(), str(pem(tmp_path / "ca.pem")))
    assert with_file.context
    added = len(with_file.context.get_ca_certs()) - (
        len(system.context.get_ca_certs()) if system.context else 0
    )
    assert added == 1


def test_a_file_in_the_home_folder_is_named_with_a_tilde(tmp_path: Path) -> None:
    pem(tmp_path / "ca.pem")
    assert gather_roots(Host(home=tmp_path), "~/ca.pem").context


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "is not a regular file"),
        (lambda path: os.mkfifo(path), "is not a regular file"),
        (lambda path: path.write_text("hello"), "holds no certificates in PEM form"),
        (lambda path: path.write_bytes(b"\xff\x00" * 99), "holds no certificates in PEM form"),
        (lambda path: path.write_text(""), "holds no certificates in PEM form"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_reason_and_not_an_error(
    tmp_path: Path, make: object, reason: str
) -> None:
    make(tmp_path / "ca.pem")  # type: ignore[operator]
    trust = gather_roots(Host(home=tmp_path), "~/ca.pem")
    assert trust.context is None
    assert reason in trust.reason
    assert str(tmp_path) not in trust.reason


def test_a_machine_without_any_root_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from watchword.check.service import trust

    monkeypatch.setattr(trust, "_has_roots", lambda _: False)
    monkeypatch.setattr(trust, "_BUNDLES", ())
    assert gather_roots(Host(), "").reason == "This machine has no root certificates to judge by"


def test_a_certificate_that_is_not_trusted_is_taken_apart() -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    leaf = ROOT.issue_cert("a.test", "*.b.test", "192.0.2.1")
    der = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes()).public_bytes(Encoding.DER)
    found = describe(der, "why")
    assert found.names == ("a.test", "*.b.test", "192.0.2.1")
    assert found.issuer.startswith("trustme")
    assert found.problem == "why"
    assert found.starts
    assert found.ends
    assert found.starts < found.ends


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_no_bytes_make_taking_apart_raise(der: bytes) -> None:
    assert describe(der, "why") == Certificate(problem="why")


def test_of_many_names_the_first_are_shown_and_the_others_counted() -> None:
    names = tuple(("DNS", f"n{n}.test") for n in range(500))
    found = read_trusted({"subjectAltName": names})
    assert len(found.names) == NAMES_SHOWN + 1
    assert found.names[-1] == "and 480 more"


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"notAfter": "never", "notBefore": ""},
        {"notAfter": "Jan  1 00:00:00 99999 GMT"},
        {"subjectAltName": (("DirName", ((("commonName", "x"),),)),)},
        {"issuer": ((("commonName", "x\x1b[2J"),),)},
    ],
)
def test_odd_parts_of_a_trusted_certificate_are_left_out(shown: dict[str, object]) -> None:
    found = read_trusted(shown)
    assert found.names == ()
    assert "\x1b" not in found.issuer
    assert found.ends is None
