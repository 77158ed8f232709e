"""Whether what stands in front forces HTTPS, as files of YAML and TOML say: Traefik, Kubernetes, Kamal.

Facts: the documentation of Traefik (`redirections.entryPoint`, `redirectScheme`), of the nginx, AWS and GKE
ingress controllers, of OpenShift's routes, Istio's gateways, and of Kamal's proxy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.source.entries import Entry, read_toml, read_yaml
from watchword.check.source.https_setting import FORCED, OFF, PROXY, UNSURE, Setting, stage_of
from watchword.check.source.rule import SourceFile

TRAEFIK, CLUSTER, KAMAL = "Traefik", "Kubernetes", "Kamal"
_KAMAL = re.compile(r"(?P<root>(?:.*/)?)config/deploy(\.[\w-]+)?\.ya?ml")
_TRAEFIK = re.compile(r"redirections\.entrypoint\.(scheme=https|to=\S+)|redirectscheme\.scheme=https")
_WORDS = (
    b"traefik",
    b"redirectscheme",
    b"redirections",
    b"kind: ingress",
    b"ingress",
    b"kind: route",
    b"kind: gateway",
    b"frontendconfig",
)
_SWITCHES = ("nginx.ingress.kubernetes.io/ssl-redirect", "nginx.ingress.kubernetes.io/force-ssl-redirect")


def wants(path: str) -> bool:
    """Whether a path is that of YAML, or of TOML for Traefik."""
    return path.endswith((".yml", ".yaml")) or (path.endswith(".toml") and "traefik" in path.lower())


def read(file: SourceFile) -> Iterator[Setting]:
    """Yield what one file sets."""
    kamal = _KAMAL.fullmatch(file.path)
    if kamal or any(word in file.lower for word in _WORDS):
        stage = stage_of(file.path)
        entries = read_toml(file.text) if file.path.endswith(".toml") else read_yaml(file.text)
        if kamal:
            yield from _kamal(entries, stage, kamal["root"])
        yield from _traefik(entries, stage)
        for document in sorted({one.document for one in entries}):
            yield from _cluster([one for one in entries if one.document == document], stage)


def _kamal(entries: list[Entry], stage: str, root: str) -> Iterator[Setting]:
    found = {".".join(one.path[-2:]): one for one in entries}
    ssl, redirect = found.get("proxy.ssl"), found.get("proxy.ssl_redirect")
    if redirect and redirect.value.lower() == "false":
        yield Setting(KAMAL, OFF, redirect.line, "proxy: ssl_redirect: false", "", stage, root)
    elif redirect and redirect.value.lower() == "true":
        yield Setting(KAMAL, FORCED, redirect.line, "proxy: ssl_redirect: true", "", stage, root)
    elif ssl and ssl.value.lower() == "true":
        yield Setting(KAMAL, PROXY, ssl.line, "proxy: ssl: true", "Kamal's proxy ends TLS", stage, root)


def _traefik(entries: list[Entry], stage: str) -> Iterator[Setting]:
    for one in entries:
        # A setting is a path, a label that is a path itself, or an argument with both.
        written = f"{one.key}={one.value}".lower()
        if _TRAEFIK.search(written):
            yield Setting(TRAEFIK, FORCED, one.line, "redirect to https", "", stage)
            return


def _cluster(entries: list[Entry], stage: str) -> Iterator[Setting]:
    kind = next((one.value.lower() for one in entries if one.path == ("kind",)), "")
    if kind == "ingress":
        yield from _ingress(entries, stage)
    elif any(one.path[:1] == ("ingress",) for one in entries) and not kind:
        yield from _ingress([one for one in entries if one.path[0] == "ingress"], stage)
    for one in entries:
        key, value = one.key, one.value.lower()
        if kind == "route" and key == "spec.tls.insecureedgeterminationpolicy":
            yield Setting(
                CLUSTER,
                OFF if value == "allow" else FORCED,
                one.line,
                f"insecureEdgeTerminationPolicy: {one.value}",
                "",
                stage,
            )
        elif kind == "gateway" and key.endswith(".tls.httpsredirect"):
            yield Setting(
                CLUSTER,
                FORCED if value == "true" else OFF,
                one.line,
                f"httpsRedirect: {one.value}",
                "",
                stage,
            )
        elif kind == "frontendconfig" and key == "spec.redirecttohttps.enabled":
            yield Setting(
                CLUSTER,
                FORCED if value == "true" else OFF,
                one.line,
                f"redirectToHttps: {one.value}",
                "",
                stage,
            )


def _ingress(entries: list[Entry], stage: str) -> Iterator[Setting]:
    """Judge one ingress, or the part of a chart's values that makes one."""
    notes = {one.path[-1]: one for one in entries if "annotations" in one.path}
    enabled = next((one for one in entries if one.path == ("ingress", "enabled")), None)
    if enabled and enabled.value.lower() == "false":
        return
    switches = [notes[name] for name in _SWITCHES if name in notes]
    off = next(
        (one for one in switches if one.value.lower() == "false" and one.path[-1] == _SWITCHES[0]), None
    )
    on = next((one for one in switches if one.value.lower() == "true"), None)
    aws = next(
        (
            one
            for name, one in notes.items()
            if re.fullmatch(r"alb\.ingress\.kubernetes\.io/(actions\.)?ssl-redirect", name)
        ),
        None,
    )
    tls = next((one for one in entries if "tls" in one.path), None)
    is_nginx = any(
        "nginx" in one.value
        for one in entries
        if one.path[-1] in ("ingressclassname", "classname", "kubernetes.io/ingress.class")
    )
    issuer = next((one for name, one in notes.items() if name.startswith("cert-manager.io/")), None)
    if off and not (on and on.path[-1] == _SWITCHES[1]):
        yield Setting(CLUSTER, OFF, off.line, f"ssl-redirect: {off.value}", "", stage)
    elif aws:
        yield Setting(CLUSTER, FORCED, aws.line, "alb ssl-redirect", "", stage)
    elif on and (tls or on.path[-1] == _SWITCHES[1]):
        yield Setting(CLUSTER, FORCED, on.line, f"{on.path[-1].rpartition('/')[2]}: {on.value}", "", stage)
    elif tls and is_nginx:
        yield Setting(
            CLUSTER, FORCED, tls.line, "ingress with tls", "ingress-nginx redirects where there is tls", stage
        )
    elif tls or issuer:
        line = tls.line if tls else issuer.line if issuer else 0
        yield Setting(
            CLUSTER, PROXY, line, "ingress with tls", "whether it redirects, its controller decides", stage
        )
    elif any(one.path[-1] == "host" for one in entries):
        yield Setting(CLUSTER, UNSURE, 0, "ingress without tls", "something in front may end TLS", stage)
