"""A guideline as lines to read: the rule, the why, the how, and never the answers."""

from __future__ import annotations

from collections.abc import Iterable

from watchword.checklist.glossary import abbreviations
from watchword.checklist.model import HARMS, Block, Checklist, Guideline, Platform
from watchword.checklist.platform import NAMES, order
from watchword.checklist.renewal import Former
from watchword.cli.prose import number, render, wrap
from watchword.cli.words import join
from watchword.text import in_words

Named = tuple[Platform, Block]


def rule_lines(guideline: Guideline) -> list[str]:
    """The rule and its place in the guide."""
    place = guideline.place
    return [
        *render(guideline.rule, indent="  ", first="Rule: "),
        *wrap(f"{place.heading}, {place.position}.", indent="  ", first="In the guide: "),
    ]


def why_lines(guideline: Guideline) -> list[str]:
    """What goes wrong without it, what really happened, and what people say against it."""
    why = guideline.why
    lines = ["Why", "", *render(why.text), ""]
    lines += wrap(f"Without it, harm comes to {join(HARMS[harm] for harm in why.harms)}.")
    for case in why.case:
        lines += ["", *render(case.what, indent="  ", first=f"It happened, {case.when}: ")]
    if why.objection:
        lines += ["", *render(why.objection.says, indent="  ", first="People say: ")]
        lines += render(why.objection.answer, indent="  ", first="Answer: ")
    return lines


def how_lines(guideline: Guideline, blocks: Iterable[Named]) -> list[str]:
    """What to do, on these platforms."""
    lines = ["How"]
    if guideline.how.intro:
        lines += ["", *render(guideline.how.intro)]
    for platform, block in blocks:
        lines += ["", *block_lines(platform, block)]
    if guideline.beyond:
        lines += ["", "Beyond the guide, good to know and not asked:"]
        for one in guideline.beyond:
            lines += render(one.text, indent="    ", first="  - ")
    return lines


def detail_lines(guideline: Guideline, checklist: Checklist) -> list[str]:
    """Where the facts come from, and what the abbreviations mean."""
    cited = [case.source for case in guideline.why.case]
    cited += [one.source for one in guideline.beyond if one.source]
    lines = ["Sources:"]
    for key in dict.fromkeys(cited):
        if source := checklist.sources.get(key):
            lines += wrap(
                f"{source.title}, {source.url}, read {source.accessed}", indent="    ", first="  - "
            )
    if words := abbreviations(guideline, checklist.glossary):
        lines += ["", "In words:"]
        for name, meaning in words.items():
            lines += wrap(f"{name}: {meaning}", indent="    ", first="  ")
    return lines


def block_lines(platform: Platform, block: Block) -> list[str]:
    """What to do on one platform, and how it can be seen that it worked."""
    lines = [f"{NAMES[platform]}:", *number(block.steps, indent="  ")]
    if block.commands:
        lines += ["  Commands to copy:", *(f"    {command}" for command in block.commands)]
    return [*lines, *render(block.verify, indent="    ", first="  How to see that it worked: ")]


def show_lines(checklist: Checklist, guideline: Guideline, detected: Platform) -> list[str]:
    """The whole guideline, for `checklist show`."""
    lines = [guideline.title, f"Id: {guideline.id}, revision {guideline.revision}", ""]
    lines += [*rule_lines(guideline), "", *why_lines(guideline), ""]
    lines += [*how_lines(guideline, order(guideline.how.blocks, detected)), ""]
    lines += [*detail_lines(guideline, checklist), ""]
    names = [use.name for use in guideline.check]
    lines.append(f"Check: {join(names)}" if names else "Check: none, nothing on this machine shows it.")
    return [*lines, *render(guideline.attestation.text, indent="  ", first="Your word: ")]


def changed_lines(former: Former, guideline: Guideline) -> list[str]:
    """What a rule said before it was changed, and why it was; what it says now stands above."""
    lines = wrap(f"This was changed on {in_words(former.until)}. {former.why or ''}".rstrip())
    lines += ["It said:", *render(former.rule, indent="  ", first="  ")]
    if former.attestation and former.attestation != guideline.attestation.text:
        lines.append("The sentence you sign has changed as well.")
    return [*lines, ""]
