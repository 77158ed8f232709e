"""Runs the site lab, looks at every site by the real checks, and prints the verdicts as JSON.

`python site_verdicts.py usual|free [SITE ...]`: `usual` in a network of its own, `free` in this one.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from support.site_cases import Site
from support.site_lab import USUAL, SiteLab, free_ports, raise_loopback, sites
from watchword.check.host import Host
from watchword.check.registry import find
from watchword.check.service.hsts import judge_hsts
from watchword.check.service.probe import read_probe

CHECKS = {
    "T1": "service-passwords",
    "T2": "service-https",
    "T4": "service-redirect",
    "T5": "service-relative-urls",
}
HSTS_DAYS = 180


async def judge(lab: SiteLab, host: Host, site: Site) -> dict[str, Any]:
    """Return the verdicts on one site, and what was said."""
    service = lab.service(site)
    found: dict[str, Any] = {"said": {}}
    for mark, name in CHECKS.items():
        finding = await find(name).run(host, None, service)
        found[mark] = str(finding.outcome)
        found["said"][mark] = [finding.summary, *(f"{one.source}: {one.fact}" for one in finding.evidence)]
    hsts = judge_hsts(await read_probe(host, service), HSTS_DAYS)
    found["HSTS"] = str(hsts.outcome)
    found["said"]["HSTS"] = [hsts.words]
    return found


async def judge_all(lab: SiteLab, chosen: list[Site]) -> dict[str, Any]:
    """Return the verdicts on all of them, looked at side by side."""
    begun = time.perf_counter()
    async with lab.host().at_once() as host:
        found = await asyncio.gather(*(judge(lab, host, site) for site in chosen))
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "ports": [lab.plain_port, lab.secure_port],
        "sites": {site.name: one for site, one in zip(chosen, found, strict=True)},
    }


def main() -> None:
    """Run as a script."""
    kind, *names = sys.argv[1:]
    if kind == "usual":
        raise_loopback()
    with (
        tempfile.TemporaryDirectory() as folder,
        SiteLab(Path(folder), USUAL if kind == "usual" else free_ports()) as lab,
    ):
        print(json.dumps(asyncio.run(judge_all(lab, sites(names)))))


if __name__ == "__main__":
    main()
