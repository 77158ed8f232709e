"""The welcome both faces show on the first run."""

from __future__ import annotations

from watchword.kit import Kit


def welcome(kit: Kit, guide: str, count: int) -> str:
    """Return the text, as Markdown paragraphs: what this is, how long, what is read, where things are kept."""
    show = kit.host.show
    return f"""\
Welcome. This walks you through **{guide}**, one guideline at a time: why it exists, how to follow it on this \
{kit.host.platform_name} machine, a live look at whether it is followed, a question, and your own word.

**How long.** About 45 minutes for up to {count} guidelines, in as many sittings as you like. Every step is \
recorded the moment you take it, so you can leave at any time and come back to where you were.

**What is read from this machine.** Settings and file names of your own account: whether the disk is encrypted, \
when the screen locks, whether private keys have a passphrase, which password manager is there. Each page says \
what it reads before it does.

**What is not.** No password, no file contents beyond settings, no browsing history. Nothing is sent anywhere. \
What leaves is a record that you sign and hand over yourself; it holds outcomes, never paths or names of machines.

**Where things are kept.** Your progress: {show(kit.paths.data)}. Your signing key, made for this alone: \
{show(kit.paths.keys)}. You can read both, and deleting them is all it takes to remove them.

Nobody is timed, scored or locked out. A wrong answer is explained and comes back later in another way.
"""
