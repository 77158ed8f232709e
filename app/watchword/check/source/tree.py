"""The reading half that checks of source trees share: the tree read once, by all rules."""

from __future__ import annotations

from watchword.check.host import Host
from watchword.check.source.facts import Facts
from watchword.check.subject import Tree


async def read(host: Host, tree: Tree) -> Facts:
    """Read the tree; of several checks that look at once, the first reads for all. Raises `HostError`."""
    from watchword.check.source.reading import read_facts  # what it needs, no check needs before it looks

    return await read_facts(host, tree)
