"""What to do about what was seen at a service: steps, with the settings of the server that answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from watchword.check.finding import Remedy
from watchword.check.service.advice_topic import Topic
from watchword.check.service.server import Stack
from watchword.check.service.server_settings import SETTINGS
from watchword.check.subject import Service

_LASTING_DAYS = 180
_DAY_SECONDS = 24 * 60 * 60
# Where a server and a framework could both do it: cookies are the app's, everything else the server's.
_APP_FIRST = frozenset({Topic.COOKIE, Topic.SCRIPT})
# A name that a shell would take apart is not put into a command.
_PLAIN_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*", re.ASCII)

_STEPS: Mapping[Topic, str] = {
    Topic.LISTEN: (
        "Offer HTTPS on port <port>, with a certificate for <name>: Caddy gets one by itself, for nginx "
        "and Apache use Certbot. Then send plain HTTP there."
    ),
    Topic.CERTIFICATE: (
        "Put a certificate in place that names <name>, has not ended, and comes with its intermediate "
        "certificates. If your company's own authority issued it, name its file as the CA file of this "
        "service here."
    ),
    Topic.RENEW: "Renew the certificate now, and let renewal run on its own.",
    Topic.TLS: (
        "Turn on TLS 1.2 and 1.3, and the older versions off: nginx `ssl_protocols TLSv1.2 TLSv1.3;`, "
        "Apache `SSLProtocol -all +TLSv1.2 +TLSv1.3`."
    ),
    Topic.REDIRECT: (
        "Answer every path of plain HTTP with 301 or 308 to https://<host>, and with nothing else."
    ),
    Topic.REFUSE: (
        "Refuse plain HTTP at an API with 403 or a closed port: a client that sends a key over HTTP should "
        "notice at once. Treat keys that came that way as known to others."
    ),
    Topic.SAME_HOST: (
        "Redirect to https://<host> first, and from there to the other host: only so can this host tell "
        "browsers to come back over HTTPS."
    ),
    Topic.STAY: (
        "Find what sends HTTPS back to plain HTTP: often an app behind a proxy that does not know it is "
        "reached over HTTPS (have the proxy set X-Forwarded-Proto, and the app trust it), or an old base "
        "address."
    ),
    Topic.MIXED: (
        "Write those addresses with https://, and as a net send the header `Content-Security-Policy: "
        "upgrade-insecure-requests`. If the other side has no HTTPS, serve a copy yourself."
    ),
    Topic.FORM: (
        'Give the login form an action without a host, such as `action="/login"`, or one with https://.'
    ),
    Topic.POST: 'Write `method="post"` on the form: with get, the password ends up in addresses and logs.',
    Topic.COOKIE: "Set the cookie with Secure, and with SameSite=Lax unless other sites need it.",
    Topic.SCRIPT: "Set the session cookie with HttpOnly, so that no script can read it.",
    Topic.FIRST: (
        "Let plain HTTP redirect without setting cookies, before the request reaches the app. Then end the "
        "sessions that were handed out this way: their tokens crossed in clear."
    ),
    Topic.HSTS: (
        "HSTS, beyond the guide: once every page works over HTTPS send `Strict-Transport-Security: "
        "max-age=86400`, on every HTTPS answer, once; later raise it to <seconds> (<days> days)."
    ),
    Topic.LOGIN_PATH: (
        "Name the path of the login page for this service, such as /login, then look again. A page that a "
        "script draws shows no form: sign in with your browser and look at its cookies there."
    ),
    Topic.ADDRESS: (
        "Name the service with https:// here, and in READMEs, wikis, mails and settings of clients, where "
        "people copy it from."
    ),
    Topic.TIMEOUT: (
        "Look again from a network that may reach it (VPN, office). If a firewall drops the port on "
        "purpose, have it refuse instead: then it shows that nothing listens."
    ),
    Topic.NAME: (
        "Look at the spelling of the name, and whether it is only known inside a VPN; then look again."
    ),
    Topic.NETWORK: (
        "Look whether the service is up and this machine is on the right network; then look again."
    ),
    Topic.TRUST: (
        "Install the system's certificates (on Debian the package ca-certificates), or mend the CA file "
        "that is named for this service; then look again."
    ),
    Topic.ASK: "Look at it in your browser or with curl, and ask whoever runs it; then look again.",
}


def advise(
    topics: tuple[Topic, ...], stack: Stack, service: Service, days: int = _LASTING_DAYS
) -> Remedy | None:
    """Return the steps, in the order of `topics`; `None` where there is nothing to do.

    `days` is the time that HSTS should last. Where neither server nor framework is known, or neither has a
    setting for it, the general step stands alone.
    """
    steps: list[str] = []
    for topic in topics:
        steps += [_STEPS[topic], *_settings_for(topic, stack)]
    filled = tuple(_fill(step, service, days) for step in dict.fromkeys(steps))
    commands = (_command_for(topic, stack, service) for topic in topics)
    return Remedy(filled, next((command for command in commands if command), "")) if steps else None


def _settings_for(topic: Topic, stack: Stack) -> list[str]:
    known = SETTINGS.get(topic, {})
    names = (stack.server, stack.framework)
    for name in reversed(names) if topic in _APP_FIRST else names:
        if name in known:
            return [known[name]]
    if topic is Topic.REDIRECT and not any(names):
        return [known[name] for name in ("nginx", "haproxy", "traefik")]
    return []


def _fill(step: str, service: Service, days: int) -> str:
    values = {
        "<host>": service.at("https", "").removeprefix("https://"),
        "<name>": service.host,
        "<port>": str(service.https_port),
        "<seconds>": str(days * _DAY_SECONDS),
        "<days>": str(days),
    }
    for mark, value in values.items():
        step = step.replace(mark, value)
    return step


def _command_for(topic: Topic, stack: Stack, service: Service) -> str:
    """Return the command that does it or shows whether it is done; empty where there is none."""
    if topic is Topic.RENEW:
        return "sudo certbot renew" if stack.server in ("nginx", "apache") else ""
    if not _PLAIN_HOST.fullmatch(service.host):
        return ""
    if topic in (Topic.REDIRECT, Topic.SAME_HOST, Topic.REFUSE):
        return f"curl -sSI {service.at('http')}"
    if topic in (Topic.HSTS, Topic.COOKIE, Topic.SCRIPT, Topic.STAY, Topic.LISTEN):
        return f"curl -sSI {service.at('https')}"
    if topic in (Topic.CERTIFICATE, Topic.TLS):
        return (
            f"openssl s_client -connect {service.host}:{service.https_port} -servername {service.host} -brief"
        )
    return ""
