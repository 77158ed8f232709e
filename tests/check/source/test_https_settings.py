"""HTTPS in settings, family by family: what forces it, what turns it off, what is missing."""

from __future__ import annotations

import pytest

from support.source_case import facts_of, told
from watchword.check.finding import Finding, Outcome
from watchword.check.source.https_start import CHECK, HttpsFacts, judge
from watchword.check.source.https_start_rule import RULE

FLASK = "from flask import Flask\nfrom flask_talisman import Talisman\napp = Flask(__name__)\n"
EXPRESS = "const express = require('express');\nconst app = express();\n"
SPRING = "src/main/resources/application.properties"
ASPNET = "var builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\n"
LARAVEL = "app/Providers/AppServiceProvider.php"
INGRESS = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n"
ANNOTATION = "  annotations:\n    nginx.ingress.kubernetes.io/"
NGINX = "server {\n  listen 80;\n  server_name shop.cleversteam.com;\n  "
SECURE = "server {\n  listen 443 ssl;\n  server_name shop.cleversteam.com;\n}\n"
REDIRECT = "res.redirect(301, 'https://' + req.headers.host + req.url)"
PROVIDER = "<?php\nclass AppServiceProvider {{\n  public function boot() {{\n    {}\n  }}\n}}\n"
APACHE = "<VirtualHost *:80>\n  ServerName shop.cleversteam.com\n  "

FORCED = [
    ("config/environments/production.rb", "Rails.application.configure do\n  config.force_ssl = true\nend\n"),
    ("shop/settings.py", "INSTALLED_APPS = ['django.contrib.auth']\nSECURE_SSL_REDIRECT = True\n"),
    ("app.py", FLASK + "Talisman(app)\n"),
    ("deploy/nginx.conf", NGINX + "return 301 https://$host$request_uri;\n}\n"),
    ("Caddyfile", "shop.cleversteam.com {\n  reverse_proxy localhost:8000\n}\n"),
    ("ingress.yaml", INGRESS + f'{ANNOTATION}force-ssl-redirect: "true"\n'),
    ("app.yaml", "runtime: python312\nhandlers:\n- url: /.*\n  secure: always\n  script: auto\n"),
    ("fly.toml", "app = 'shop'\n[http_service]\n  internal_port = 8080\n  force_https = true\n"),
    ("server.js", EXPRESS + f"app.use((req, res, next) => req.secure ? next() : {REDIRECT});\n"),
    ("Program.cs", ASPNET + "app.UseHttpsRedirection();\napp.Run();\n"),
    (LARAVEL, PROVIDER.format("URL::forceScheme('https');")),
    ("apache/shop.conf", APACHE + "Redirect permanent / https://cleversteam.com/\n</VirtualHost>\n"),
]  # fmt: skip
OPEN = [
    (
        "config/environments/production.rb",
        "Rails.application.configure do\n  config.force_ssl = false\nend\n",
    ),
    (
        "config/environments/production.rb",
        "Rails.application.configure do\n  config.log_level = :info\nend\n",
    ),
    ("shop/settings.py", "INSTALLED_APPS = ['django.contrib.auth']\nSECURE_SSL_REDIRECT = False\n"),
    ("app.py", FLASK + "Talisman(app, force_https=False)\n"),
    ("deploy/nginx.conf", NGINX + "location / { proxy_pass http://127.0.0.1:8000; }\n}\n" + SECURE),
    ("fly.toml", "app = 'shop'\n[http_service]\n  internal_port = 8080\n  force_https = false\n"),
    ("ingress.yaml", INGRESS + '  annotations:\n    nginx.ingress.kubernetes.io/ssl-redirect: "false"\n'),
]


def look(files: dict[str, str]) -> Finding:
    return judge(HttpsFacts(facts_of(RULE, files)), CHECK.limits)


@pytest.mark.parametrize(("path", "text"), FORCED)
def test_what_forces_https_is_seen_with_its_line(path: str, text: str) -> None:
    finding = look({path: text})
    assert finding.outcome is Outcome.PASS, told(finding)
    assert f"{path}:" in told(finding)


@pytest.mark.parametrize(("path", "text"), OPEN)
def test_what_leaves_plain_http_open_is_seen_too(path: str, text: str) -> None:
    finding = look({path: text})
    assert finding.outcome in (Outcome.FAIL, Outcome.WARN), told(finding)
    assert finding.remedy is not None


@pytest.mark.parametrize(
    ("path", "text"), [one for one in FORCED if one[0].endswith((".rb", ".py", ".toml"))]
)
def test_in_a_comment_it_is_no_setting(path: str, text: str) -> None:
    lines = text.split("\n")
    commented = [f"# {one}" if "true" in one.lower() or "Talisman(app" in one else one for one in lines]
    assert look({path: "\n".join(commented)}).outcome is not Outcome.PASS


@pytest.mark.parametrize(("path", "text"), FORCED)
def test_a_file_that_is_cut_anywhere_is_read_as_far_as_it_goes(path: str, text: str) -> None:
    for end in range(0, len(text), 7):
        look({path: text[:end]})


@pytest.mark.parametrize("path", ["bin/migrate_db.py", "scripts/seed.py", "docs/app.py", "tests/app.py"])
def test_an_app_that_is_made_for_a_task_decides_nothing(path: str) -> None:
    assert look({path: FLASK}).outcome is Outcome.UNKNOWN


def test_the_defaults_that_django_ships_are_nobodys_settings() -> None:
    text = "INSTALLED_APPS = ['django.contrib.auth']\nSECURE_SSL_REDIRECT = False\n"
    assert look({"django/conf/global_settings.py": text}).outcome is Outcome.UNKNOWN
