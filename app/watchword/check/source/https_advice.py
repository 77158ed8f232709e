"""What to do where HTTPS is not forced: the line to write, for each framework and server, and where."""

from __future__ import annotations

from watchword.check.finding import Remedy
from watchword.check.source.https_setting import ADDRESS, COOKIE, FRAMEWORK, OFF, PARTIAL, UNSURE
from watchword.check.source.https_state import App, family_of
from watchword.check.source.rule import Spot

_APPS = {
    "Rails": (
        "In {root}config/environments/{stage}.rb write: config.force_ssl = true. Where a proxy ends TLS, "
        "write config.assume_ssl = true above it."
    ),
    "Django": (
        "In {file} write: SECURE_SSL_REDIRECT = True, SESSION_COOKIE_SECURE = True and CSRF_COOKIE_SECURE "
        "= True. Behind a proxy that sets the header, also "
        'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https").'
    ),
    "Flask": "Where {file} makes the app, write: Talisman(app) (from flask_talisman import Talisman).",
    "Express": (
        "In {file}, before the routes, write: app.use(enforce.HTTPS({{ trustProtoHeader: true }})) (from "
        "the package express-sslify; leave the option out where no proxy ends TLS)."
    ),
    "Spring": (
        "In the security rules of the app write: "
        "http.redirectToHttps(withDefaults()) (Spring Security 6.5 and later) or "
        "http.requiresChannel(c -> c.anyRequest().requiresSecure()). "
        "Behind a proxy, set server.forward-headers-strategy=native."
    ),
    "Laravel": (
        "In boot() of app/Providers/AppServiceProvider.php write: URL::forceScheme('https'), and have the "
        "server in front redirect port 80 to https://."
    ),
    "ASP.NET": "In {file}, before app.UseRouting(), write: app.UseHttpsRedirection(); and app.UseHsts();",
}
_FRONT = {
    "nginx": "In {file}, let the server of port 80 do nothing but: return 301 https://$host$request_uri;",
    "Caddy": "In {file}, name the site without http:// and take auto_https out: Caddy then redirects.",
    "Apache": "In {file}, in the virtual host of port 80, write: Redirect permanent / https://YOUR-HOST/",
    "HAProxy": "In {file}, below bind :80: http-request redirect scheme https code 301 unless {{ ssl_fc }}",
    "Kubernetes": (
        "In {file}, add tls to the ingress and the annotation "
        'nginx.ingress.kubernetes.io/ssl-redirect: "true" (or that of your controller).'
    ),
    "Traefik": "Give the entry point of port 80: http.redirections.entryPoint: to: websecure, scheme: https.",
    "Kamal": "In {file}, under proxy, write: ssl: true, and take ssl_redirect: false out.",
    "Fly": "In {file}, under [http_service], write: force_https = true",
    "App Engine": "In {file}, give every handler: secure: always",
    "Heroku": 'In {file} write: "https_only": true',
    "AWS": (
        'In {file}, give the listener of port 80 default_action {{ type = "redirect" }} with '
        'redirect {{ port = "443", protocol = "HTTPS", status_code = "HTTP_301" }}; '
        'for CloudFront viewer_protocol_policy = "redirect-to-https".'
    ),
    "Google Cloud": "In {file} write: https_redirect = true",
    "Azure": "In {file} write: https_only = true",
}
_COMMANDS = {
    "Django": "python manage.py check --deploy",
    "Rails": "RAILS_ENV=production bin/rails runner 'puts Rails.application.config.force_ssl'",
}


def advise(
    open_apps: tuple[App, ...], before: App, staging: tuple[App, ...], spots: tuple[Spot, ...]
) -> Remedy | None:
    """Return the steps for apps and stages that are open, and for single spots; `None` without any."""
    steps = [_for_app(app, "production") for app in open_apps]
    steps += [_for_app(app, "staging") for app in staging]
    steps += [step for one in before.spots if one.kind == OFF and (step := _for_front(one))]
    addresses = [one for one in spots if one.kind == ADDRESS]
    if addresses:
        steps.append(
            f"Write https:// in place of http:// at {_places(addresses)}, once that host answers there: "
            "a certificate costs nothing (Let's Encrypt)."
        )
    cookies = [one for one in spots if one.kind == COOKIE]
    if cookies:
        steps.append(f"Let session cookies cross HTTPS only: change what {_places(cookies)} says to secure.")
    unsure = [one for one in spots if one.kind == UNSURE] if not steps else []
    if unsure:
        steps.append(
            f"Look at what decides {_places(unsure)} where it is deployed, and have HTTPS on by default."
        )
    families = [app.family for app in (*open_apps, *staging)]
    command = next((_COMMANDS[family] for family in families if family in _COMMANDS), "")
    return Remedy(tuple(dict.fromkeys(steps)), command) if steps else None


def _for_app(app: App, stage: str) -> str:
    kinds = (OFF, UNSURE, PARTIAL, FRAMEWORK)
    found = sorted((one for one in app.spots if one.kind in kinds), key=lambda one: kinds.index(one.kind))
    file = found[0].place if found else "the settings"
    return _APPS[app.family].format(root=app.root, stage=stage, file=file)


def _for_front(spot: Spot) -> str:
    text = _FRONT.get(family_of(spot), "")
    return text.format(file=spot.place) if text else ""


def _places(spots: list[Spot]) -> str:
    shown = list(dict.fromkeys(one.place for one in spots))
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
