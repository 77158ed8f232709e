"""What the person said about themselves: which guidelines apply, why others do not, and what cannot stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchword.errors import ProfileError
from watchword.progress.profile import DEVICES, ROLES, Profile, build, check_email, check_name
from watchword.text import clean

NOBODY = Profile("New Person", "new@example.org")


def test_what_is_for_everyone_applies_to_everybody() -> None:
    assert NOBODY.applies(("everyone",))
    assert NOBODY.reason_against(("everyone",)) == ""


@pytest.mark.parametrize("role", ROLES)
def test_a_role_brings_its_guidelines(role: str) -> None:
    assert build("x", "x@y.org", roles=[role]).applies((role,))


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_brings_its_guidelines(device: str) -> None:
    assert build("x", "x@y.org", devices=[device]).applies((device,))


def test_working_in_public_places_brings_its_guidelines() -> None:
    assert build("x", "x@y.org", public_places=True).applies(("public-places",))


def test_one_match_is_enough() -> None:
    assert build("x", "x@y.org", devices=["ios"]).applies(("macos", "ios"))


@pytest.mark.parametrize(
    ("audience", "reason"),
    [
        (("developer",), "do not write or deploy software"),
        (("responder",), "do not answer security reports"),
        (("ssh-keys",), "do not hold SSH keys"),
        (("openpgp-keys",), "do not hold OpenPGP keys"),
        (("macos",), "do not use a Mac for work"),
        (("windows",), "do not use a Windows laptop for work"),
        (("linux",), "do not use a Linux laptop for work"),
        (("ios",), "do not use an iPhone or iPad for work"),
        (("android",), "do not use an Android phone or tablet for work"),
        (("public-places",), "do not regularly work in public places"),
        (("ssh-keys", "openpgp-keys"), "do not hold SSH keys or OpenPGP keys"),
        (("macos", "ios"), "do not use a Mac or an iPhone or iPad for work"),
        (("developer", "linux"), "do not write or deploy software and do not use a Linux laptop for work"),
        (
            ("developer", "responder", "ssh-keys"),
            "do not write or deploy software, answer security reports or hold SSH keys",
        ),
    ],
)
def test_what_is_left_out_says_why_in_words(audience: tuple[str, ...], reason: str) -> None:
    assert NOBODY.reason_against(audience) == f"You said that you {reason}."


def test_roles_and_devices_come_in_one_order_and_once() -> None:
    profile = build("x", "x@y.org", roles=["ssh-keys", "developer", "ssh-keys"], devices=["ios", "linux"])
    assert (profile.roles, profile.devices) == (("developer", "ssh-keys"), ("linux", "ios"))


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        ("new@example.org", "new@example.org"),
        ("  New.Person+test@Example.ORG ", "new.person+test@example.org"),
        ("a_b-c@sub.example.org", "a_b-c@sub.example.org"),
    ],
)
def test_an_address_is_kept_in_lower_case_without_spaces(email: str, kept: str) -> None:
    assert check_email(email) == kept


@pytest.mark.parametrize(
    "email",
    [
        "",
        "new",
        "new@",
        "@example.org",
        "new person@example.org",
        "new@exam ple.org",
        "a@b@c",
        "new@example.org,other@example.org",
        "*@example.org",
        "?ew@example.org",
        "!new@example.org",
        '"new"@example.org',
        "-new@example.org",
        "new@-example.org",
        "new..person@example.org",
        "new@example..org",
        "neü@example.org",
        "new@exämple.org",
        "new@example.org\nother@example.org",
        "new\x00@example.org",
        "new@example.org #",
        f"{'x' * 65}@example.org",
        f"new@{'x' * 191}",
    ],
)
def test_an_address_that_a_signature_tool_could_misread_is_refused(email: str) -> None:
    with pytest.raises(ProfileError) as caught:
        check_email(email)
    assert caught.value.remedy == "Type your work address."


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("New Person", "New Person"),
        ("  New \t  Person\n", "New Person"),
        ("Jose\u0301", "José"),
        ("山田", "山田"),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_name_is_kept_in_nfc_with_single_spaces(name: str, kept: str) -> None:
    assert check_name(name) == kept


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 101, "a\x1b[31mb", "a\u202eb", "a\u200bb", "a\ud800", "\ufffd", "a\0b"]
)
def test_a_name_that_cannot_be_printed_is_refused(name: str) -> None:
    with pytest.raises(ProfileError) as caught:
        check_name(name)
    assert "1 to 100 printable characters" in caught.value.detail


def test_an_unknown_role_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ProfileError) as caught:
        build("x", "x@y.org", roles=["pilot"])
    assert caught.value.title == "There is no role 'pilot'."
    assert caught.value.detail == "Known: developer, responder, ssh-keys, openpgp-keys."


def test_an_unknown_device_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ProfileError) as caught:
        build("x", "x@y.org", devices=["aba\x1bcus"])
    assert "\x1b" not in caught.value.title
    assert caught.value.detail == "Known: macos, windows, linux, ios, android."


@settings(deadline=None)
@given(st.text(max_size=120))
def test_a_name_that_is_taken_is_safe_to_show(name: str) -> None:
    try:
        taken = check_name(name)
    except ProfileError:
        return
    assert clean(taken) == taken
    assert 1 <= len(taken) <= 100


@settings(deadline=None)
@given(st.text(alphabet="aA0.@-_+ *\n\u212a", max_size=12))
def test_an_address_that_is_taken_is_plain_ascii_with_one_at(email: str) -> None:
    try:
        taken = check_email(email)
    except ProfileError:
        return
    assert taken.isascii()
    assert taken.count("@") == 1
    assert not set(taken) & set(' *?!,\n"')
