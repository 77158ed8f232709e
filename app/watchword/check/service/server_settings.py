"""The exact settings by which servers and frameworks do what a finding asks for, as texts with `<host>`.

Sources: the manuals of nginx (`proxy_cookie_flags` since 1.19.3), Apache httpd, Caddy, Traefik 2 and 3,
HAProxy, IIS 10, AWS load balancers, Cloudflare; the guides of Rails, Django, Flask, Express, Spring Boot 2.6
and Security 6.5, Laravel 11, ASP.NET Core and PHP.
"""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.service.advice_topic import Topic

REDIRECT: Mapping[str, str] = {
    "nginx": (
        "nginx: let the server block with `listen 80;` do nothing but `return 301 "
        "https://$host$request_uri;`, for every path. Test with `nginx -t`, then `systemctl reload nginx`."
    ),
    "apache": (
        "Apache: in `<VirtualHost *:80>` keep only `ServerName <name>` and `Redirect permanent / "
        "https://<host>/`. Test with `apachectl configtest`, then `apachectl graceful`."
    ),
    "caddy": (
        "Caddy: name the site without `http://` and take `auto_https off` and `auto_https "
        "disable_redirects` out of the Caddyfile; Caddy then redirects by itself (308)."
    ),
    "traefik": (
        "Traefik: in the static settings set `entryPoints.web.http.redirections.entryPoint` to `to: "
        "websecure`, `scheme: https`, `permanent: true`."
    ),
    "haproxy": (
        "HAProxy: in the frontend write `http-request redirect scheme https code 301 unless { ssl_fc }`."
    ),
    "iis": (
        'IIS: add a URL Rewrite rule for `{HTTPS}` = `off` with `<action type="Redirect" '
        'url="https://<host>/{R:1}" redirectType="Permanent" />`.'
    ),
    "aws": (
        "AWS: give the load balancer's listener on port 80 one action, redirect to HTTPS, port 443, status "
        "HTTP_301; for CloudFront choose the viewer protocol policy `redirect-to-https`."
    ),
    "cloudflare": (
        "Cloudflare: under SSL/TLS, Edge Certificates, turn on `Always Use HTTPS` and set the mode to "
        "`Full (strict)`."
    ),
    "rails": (
        "Rails: set `config.force_ssl = true` in config/environments/production.rb (and `config.assume_ssl "
        "= true` behind a proxy that ends TLS). It also sends HSTS and marks cookies as Secure."
    ),
    "django": (
        "Django: set `SECURE_SSL_REDIRECT = True`; behind a proxy that ends TLS and overwrites the header "
        'also `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`.'
    ),
    "flask": (
        "Flask: best in the server in front; else `Talisman(app, force_https=True, "
        "force_https_permanent=True)` of flask-talisman."
    ),
    "express": (
        "Express: best in the server in front; else, before all routes, `app.set('trust proxy', 1)` and "
        "`app.use((req, res, next) => req.secure ? next() : res.redirect(301, 'https://<host>' + "
        "req.originalUrl))`."
    ),
    "spring": (
        "Spring Security: `http.redirectToHttps(withDefaults())` from 6.5 on, before that "
        "`http.requiresChannel(c -> c.anyRequest().requiresSecure())`; behind a proxy also "
        "`server.forward-headers-strategy=framework`. It answers 302, so a 301 in the server in front is "
        "better."
    ),
    "laravel": (
        "Laravel: redirect in the web server in front; in the app only `URL::forceScheme('https')` and the "
        "trusted proxies, so that its own addresses begin with https."
    ),
    "aspnet": (
        "ASP.NET Core: `builder.Services.AddHttpsRedirection(o => o.RedirectStatusCode = 308);` and "
        "`app.UseHttpsRedirection();`."
    ),
    "php": "PHP: redirect in the web server in front of it, for every path, not in the scripts.",
}

REFUSE: Mapping[str, str] = {
    "nginx": "nginx: let the server block with `listen 80;` do nothing but `return 403;`, or take it out.",
    "apache": "Apache: write `Require all denied` in `<VirtualHost *:80>`, or take `Listen 80` out.",
    "caddy": "Caddy: add the site `http://<name>` with `respond 403`.",
    "traefik": "Traefik: give the entry point `web` no router for this host, or take the entry point out.",
    "haproxy": "HAProxy: in the frontend write `http-request deny deny_status 403 unless { ssl_fc }`.",
    "iis": "IIS: take the binding on port 80 out of the site.",
    "aws": (
        "AWS: give the listener on port 80 a fixed response with status 403, or take it out; for "
        "CloudFront choose the viewer protocol policy `https-only`."
    ),
    "cloudflare": 'Cloudflare: add a custom rule that blocks `not ssl and http.host eq "<name>"`.',
    "aspnet": "ASP.NET Core: for an API leave `UseHttpsRedirection` out and listen on HTTPS only.",
}

HSTS: Mapping[str, str] = {
    "nginx": (
        'nginx: `add_header Strict-Transport-Security "max-age=<seconds>" always;` in the server block '
        "with `listen 443 ssl;`. A location with an `add_header` of its own has to repeat it."
    ),
    "apache": (
        'Apache: `Header always set Strict-Transport-Security "max-age=<seconds>"` in `<VirtualHost *:443>`.'
    ),
    "caddy": 'Caddy: `header Strict-Transport-Security "max-age=<seconds>"` in the site.',
    "traefik": "Traefik: a middleware with `headers.stsSeconds: <seconds>` on the router of `websecure`.",
    "haproxy": (
        'HAProxy: `http-response set-header Strict-Transport-Security "max-age=<seconds>" if { ssl_fc }`.'
    ),
    "iis": 'IIS 10: `<hsts enabled="true" max-age="<seconds>" />` in the site.',
    "aws": "AWS: send it from the app, or with a response headers policy of CloudFront.",
    "cloudflare": "Cloudflare: under SSL/TLS, Edge Certificates, turn on HTTP Strict Transport Security.",
    "rails": (
        "Rails: `config.force_ssl = true` with `config.ssl_options = { hsts: { expires: <seconds>, "
        "subdomains: false } }`."
    ),
    "django": "Django: `SECURE_HSTS_SECONDS = <seconds>`, with `SecurityMiddleware` in `MIDDLEWARE`.",
    "flask": "Flask: `Talisman(app, strict_transport_security_max_age=<seconds>)` of flask-talisman.",
    "express": "Express: `app.use(helmet.hsts({ maxAge: <seconds>, includeSubDomains: false }))`.",
    "spring": (
        "Spring Security: `http.headers(h -> h.httpStrictTransportSecurity(s -> "
        "s.maxAgeInSeconds(<seconds>).includeSubDomains(false)))`."
    ),
    "aspnet": (
        "ASP.NET Core: `AddHsts(o => o.MaxAge = TimeSpan.FromSeconds(<seconds>))` and `app.UseHsts();`."
    ),
}

COOKIE: Mapping[str, str] = {
    "rails": (
        "Rails: `config.force_ssl = true` marks every cookie as Secure; the session cookie is HttpOnly by "
        "default."
    ),
    "django": (
        "Django: `SESSION_COOKIE_SECURE = True`, `CSRF_COOKIE_SECURE = True` (and leave "
        "`SESSION_COOKIE_HTTPONLY` at True)."
    ),
    "flask": (
        "Flask: `app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_HTTPONLY=True, "
        'SESSION_COOKIE_SAMESITE="Lax")`.'
    ),
    "express": (
        "Express: `session({ cookie: { secure: true, httpOnly: true, sameSite: 'lax' } })`, and behind a "
        "proxy `app.set('trust proxy', 1)`."
    ),
    "spring": (
        "Spring Boot: `server.servlet.session.cookie.secure=true`, "
        "`server.servlet.session.cookie.http-only=true`, `server.servlet.session.cookie.same-site=lax`."
    ),
    "laravel": (
        "Laravel: `SESSION_SECURE_COOKIE=true` in .env, and `'http_only' => true` in config/session.php; "
        "then `php artisan config:cache`."
    ),
    "aspnet": (
        "ASP.NET Core: `options.Cookie.SecurePolicy = CookieSecurePolicy.Always;` and "
        "`options.Cookie.HttpOnly = true;`."
    ),
    "php": (
        "PHP: `session.cookie_secure = 1`, `session.cookie_httponly = 1`, `session.cookie_samesite = Lax` "
        "in php.ini."
    ),
    "nginx": "nginx in front of the app: `proxy_cookie_flags ~ secure httponly samesite=lax;`.",
    "apache": 'Apache in front of the app: `Header edit Set-Cookie ^(.*)$ "$1; Secure; HttpOnly"`.',
    "haproxy": (
        'HAProxy in front of the app: `http-response replace-header Set-Cookie (.*) "\\1; Secure" if { '
        "ssl_fc }`."
    ),
}

RENEW: Mapping[str, str] = {
    "nginx": (
        "With Certbot: `sudo certbot renew`, then `systemctl reload nginx`; `systemctl list-timers` shows "
        "whether it runs by itself. With acme.sh: `acme.sh --renew -d <name>`."
    ),
    "apache": (
        "With Certbot: `sudo certbot renew`, then `apachectl graceful`; `systemctl list-timers` shows "
        "whether it runs by itself. With acme.sh: `acme.sh --renew -d <name>`."
    ),
    "caddy": (
        "Caddy renews by itself: its log says why it did not (`journalctl -u caddy`). Port 80 or 443 has "
        "to be open."
    ),
    "traefik": (
        "Traefik renews by itself: its log says why it did not. Look at the `certResolver` of the router."
    ),
    "aws": (
        "AWS renews certificates of its Certificate Manager while their DNS records are there: look at both."
    ),
    "cloudflare": (
        "Cloudflare renews the certificate at its edge: look under SSL/TLS, Edge Certificates, for its state."
    ),
}

CERTIFICATE: Mapping[str, str] = {
    "nginx": (
        "With Certbot: `sudo certbot --nginx -d <name>` gets a certificate for this name and puts it in "
        "place."
    ),
    "apache": (
        "With Certbot: `sudo certbot --apache -d <name>` gets a certificate for this name and puts it in "
        "place."
    ),
    "caddy": (
        "Caddy gets one by itself once the site is named <name> in the Caddyfile; else its log says why not."
    ),
    "traefik": (
        "Traefik gets one by itself where the router has a `certResolver`; else its log says why not."
    ),
    "aws": (
        "AWS: ask for a certificate for <name> in the Certificate Manager and choose it at the HTTPS "
        "listener."
    ),
    "cloudflare": "Cloudflare: under SSL/TLS, Edge Certificates, look whether a certificate covers <name>.",
}

SETTINGS: Mapping[Topic, Mapping[str, str]] = {
    Topic.REDIRECT: REDIRECT,
    Topic.SAME_HOST: REDIRECT,
    Topic.REFUSE: REFUSE,
    Topic.HSTS: HSTS,
    Topic.COOKIE: COOKIE,
    Topic.SCRIPT: COOKIE,
    Topic.RENEW: RENEW,
    Topic.CERTIFICATE: CERTIFICATE,
}
