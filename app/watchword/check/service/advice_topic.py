"""What there is advice on."""

from __future__ import annotations

from enum import StrEnum, auto


class Topic(StrEnum):
    """One thing to set right at a service."""

    LISTEN = auto()  # offer HTTPS at all
    CERTIFICATE = auto()  # one that browsers trust for this name
    RENEW = auto()  # before it ends
    TLS = auto()  # 1.2 or newer
    REDIRECT = auto()  # plain HTTP to HTTPS, for good
    REFUSE = auto()  # plain HTTP at an API
    SAME_HOST = auto()  # to HTTPS on the same host first
    STAY = auto()  # no way back to plain HTTP
    MIXED = auto()  # a page that loads, links or sends over plain HTTP
    FORM = auto()  # where a password form sends
    POST = auto()  # passwords not in addresses
    COOKIE = auto()  # Secure
    SCRIPT = auto()  # HttpOnly
    FIRST = auto()  # no cookie before HTTPS
    HSTS = auto()
    LOGIN_PATH = auto()  # say where the login page is
    ADDRESS = auto()  # hand out https:
    TIMEOUT = auto()
    NAME = auto()
    NETWORK = auto()
    TRUST = auto()
    ASK = auto()  # look at what was not asked, or not understood
