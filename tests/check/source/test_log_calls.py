"""Which calls write to a log, which to a terminal, and which hand a value on as it is."""

from __future__ import annotations

import pytest

from watchword.check.source.flow import ARGUMENT, PROPERTY, RECEIVER, Call
from watchword.check.source.log_calls import LOG, PRINT, is_handed_on, log_kind


def call(callee: str, role: str = ARGUMENT, **more: str) -> Call:
    return Call(callee.lower(), role, 1, 0, shown=callee, text=more.get("text", ""))


@pytest.mark.parametrize(
    ("language", "callee", "kind"),
    [
        ("python", "logging.info", LOG),
        ("python", "self.logger.exception", LOG),
        ("python", "print", PRINT),
        ("python", "math.log", ""),
        ("python", "login", ""),
        ("ruby", "Rails.logger.warn", LOG),
        ("ruby", "puts", PRINT),
        ("javascript", "console.log", PRINT),
        ("tsx", "console.error", PRINT),
        ("javascript", "winston.error", LOG),
        ("javascript", "dialog.show", ""),
        ("java", "LOGGER.warn", LOG),
        ("java", "System.out.println", PRINT),
        ("go", "slog.Info", LOG),
        ("go", "log.Printf", LOG),
        ("go", "logrus.WithField", LOG),
        ("go", "fmt.Println", PRINT),
        ("go", "fmt.Sprintf", ""),
        ("php", "error_log", LOG),
        ("php", "var_dump", PRINT),
        ("php", "catalog.info", ""),
    ],
)
def test_calls_are_told_apart_by_how_they_are_written(language: str, callee: str, kind: str) -> None:
    assert log_kind(call(callee), language) == kind


def test_what_a_logger_is_called_on_is_not_logged() -> None:
    assert log_kind(call("logger.info", RECEIVER), "python") == ""


@pytest.mark.parametrize(
    ("language", "callee", "text"),
    [
        ("python", "print", "print(password, file=out)"),
        ("php", "print_r", "print_r($password, true)"),
    ],
)
def test_what_is_printed_elsewhere_is_no_print(language: str, callee: str, text: str) -> None:
    assert log_kind(call(callee, text=text), language) == ""


@pytest.mark.parametrize("callee", ["str", "json.dumps", "base64.encode", "Base64Encoder.encode"])
def test_some_calls_hand_a_value_on(callee: str) -> None:
    assert is_handed_on(call(callee))


@pytest.mark.parametrize(
    "callee", ["hash", "len", "passwordEncoder.encode", "encoder.encode", "this.bCryptPasswordEncoder.encode"]
)
def test_others_hide_it(callee: str) -> None:
    assert not is_handed_on(call(callee))


def test_properties_hide_it_but_for_the_value_itself() -> None:
    assert is_handed_on(call("password.value", PROPERTY))
    assert not is_handed_on(call("password.length", PROPERTY))
