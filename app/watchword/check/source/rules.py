"""All rules that read files of a source tree: a name maps to a module by text, as in the registry."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from watchword.check.source.rule import Rule

# Modules that hold a rule as RULE; more than one may serve a check.
MODULES = (
    "watchword.check.source.relative_urls_rule",
    "watchword.check.source.logged_passwords_rule",
    "watchword.check.source.stored_passwords_rule",
    "watchword.check.source.reversible_passwords_rule",
    "watchword.check.source.security_alerts_rule",
    "watchword.check.source.https_start_rule",
    "watchword.check.source.reports_rule",
)


def rules() -> tuple[Rule, ...]:
    """Return all rules; imports them."""
    return load(MODULES)


@cache
def load(modules: tuple[str, ...]) -> tuple[Rule, ...]:
    """Return the rules of these modules, in order; imports them."""
    return tuple(import_module(name).RULE for name in modules)
