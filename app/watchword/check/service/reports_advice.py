"""How to put a security.txt in place: its lines, and the setting of the server that answers."""

from __future__ import annotations

import re
from datetime import timedelta

from watchword.check.finding import Remedy
from watchword.check.service.facts import Probe
from watchword.check.service.reports_fields import Wanted
from watchword.check.service.server import recognize

_PLACE = "/.well-known/security.txt"
_LASTING_DAYS = 330  # under a year, with a month to spare
_PLAIN = re.compile(r"[A-Za-z0-9._%+:\[\]/@-]+", re.ASCII)

# Where each keeps it. Sources: the manuals of nginx, Apache httpd, Caddy, IIS, Cloudflare; the guides of
# Rails, Django, Express, Laravel, ASP.NET Core and Spring Boot.
_SETTINGS = {
    "nginx": (
        f"nginx: in the server block of HTTPS, `location = {_PLACE} {{ default_type text/plain; "
        "charset utf-8; alias /etc/nginx/security.txt; }`. Test with `nginx -t`, then `systemctl reload "
        "nginx`."
    ),
    "apache": (
        "Apache: put the file into .well-known/ of the DocumentRoot, with `AddType 'text/plain; "
        "charset=utf-8' .txt`; look that no rule denies names that begin with a dot."
    ),
    "caddy": (
        f"Caddy: in the block of the site, `handle {_PLACE} {{ root * /srv/www` and `file_server }}`, with "
        "the file below /srv/www/.well-known/."
    ),
    "iis": (
        "IIS: put the file into .well-known\\ of the site; .txt is served as text/plain, so only look that "
        "request filtering lets the folder through."
    ),
    "cloudflare": "Cloudflare: under Security, Settings turn on security.txt and fill in the same lines.",
    "rails": "Rails: put it into public/.well-known/security.txt.",
    "django": "Django: serve it from a view with `content_type='text/plain; charset=utf-8'`.",
    "express": (
        f"Express: `app.get('{_PLACE}', (req, res) => res.type('text/plain').sendFile(path));` before all "
        "catch-all routes."
    ),
    "laravel": "Laravel: put it into public/.well-known/security.txt.",
    "aspnet": "ASP.NET: put it into wwwroot/.well-known/security.txt, before a fallback route.",
    "spring": "Spring Boot: put it into src/main/resources/static/.well-known/security.txt.",
    "flask": "Flask: serve it from a route by `send_file(path, mimetype='text/plain')`.",
    "php": "PHP: put the file into .well-known/ of the web root, past any rewriting to index.php.",
}


def advise(probe: Probe, wanted: Wanted) -> Remedy:
    """Return the lines to write, where to put them, and the command that shows what is served."""
    place = probe.service.at("https", _PLACE)
    ends = (probe.at + timedelta(days=_LASTING_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    address = wanted.address if _PLAIN.fullmatch(wanted.address) else "security@YOUR-DOMAIN"
    lines = (
        f"Contact: mailto:{address}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Encryption: https://YOUR-DOMAIN/pgp-key.txt",
        "Preferred-Languages: en",
        f"Canonical: {place}",
    )
    stack = recognize(probe)
    settings = [_SETTINGS[name] for name in (stack.framework, stack.server) if name in _SETTINGS][:1]
    general = f"Have the server answer {_PLACE} with it over HTTPS, as `text/plain; charset=utf-8`."
    steps = (
        "Write a file security.txt with these lines, and only with a key that is looked after: "
        + " | ".join(lines),
        *(settings or [general]),
        f"Put a date into your calendar before {ends:%Y-%m-%d} to renew Expires; then look again.",
    )
    return Remedy(steps, f"curl -i {place}" if _PLAIN.fullmatch(place) else "")
