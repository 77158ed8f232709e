"""What a name says: whether it holds a password, and what a call of that name does to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.check.source.names import (
    is_hash_call,
    is_masked_call,
    is_measure_call,
    is_password_key,
    is_password_name,
    split_words,
)

SECRET = (
    *("password", "passwd", "passphrase", "passcode", "newPassword", "user_pwd", "userPwd"),
    *("password_confirmation", "password2", "dbPassword", "newpassword", "upassword", "oldPasswd"),
    *("user_pass", "rootPass", "plain_password", "PasswordInput", "pass_phrase"),
)
HARMLESS = (
    *("pwd", "pass", "password_field", "passwordKey", "password_name", "password_path"),
    *("password_file", "password_url", "password_reset", "password_policy", "password_length"),
    *("password_hash", "password_digest", "password_changed", "password_errors", "reset_password"),
    *("has_password", "hashed_password", "wrong_password", "passwordless", "compass", "bypass"),
    *("uncertainty", "PASSWORD", "USER_PASSWORD", "encrypted_password", "min_password"),
    *("masked_password", "city", "x"),
)


@pytest.mark.parametrize("name", SECRET)
def test_whole_words_make_the_name_of_a_password(name: str) -> None:
    assert is_password_name(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_other_names_hold_none(name: str) -> None:
    assert not is_password_name(name)


@pytest.mark.parametrize("name", ["pwd", "pass", "pw"])
def test_short_words_count_where_nothing_else_is_meant(name: str) -> None:
    assert is_password_name(name, alone=True)
    assert not is_password_name(name)


@pytest.mark.parametrize(
    ("key", "is_one"),
    [
        ("DB_PASSWORD", True),
        ("password", True),
        ("Your password:", False),
        ("/password", False),
        ("auth/password", False),
    ],
)
def test_keys_count_in_capitals_and_sentences_do_not(key: str, is_one: bool) -> None:
    assert is_password_key(key) is is_one


@pytest.mark.parametrize("name", ["hash_password", "hashpw", "md5", "sha256", "hexdigest", "argon2id"])
def test_hashing_calls_are_known(name: str) -> None:
    assert is_hash_call(name)


def test_masking_and_measuring_calls_are_known() -> None:
    assert is_masked_call("redact_password")
    assert is_masked_call("filterParams")
    assert is_measure_call("isEmpty")
    assert is_measure_call("present?")
    assert not is_masked_call("show")
    assert not is_measure_call("show")


def test_names_are_split_at_case_and_digits() -> None:
    assert split_words("newUser_PWD2") == ("new", "user", "pwd", "2")


@given(st.text(max_size=300))
def test_no_name_raises_and_words_are_lower_case(name: str) -> None:
    is_password_name(name)
    assert all(word == word.lower() for word in split_words(name))
