"""Rules about the pages of a section: that everything on them is there, short enough, and can be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.checklist.lint.passage import count_words, of_guideline
from watchword.checklist.lint.rule import Found, Spot, Whole, guidelines
from watchword.checklist.model import Guideline, SectionFile

WHY_WORDS = 120
SCOPE_LENGTH = 160

_FENCE = re.compile(r"^\s*(```+|~~~+)[ \t]*([^\s`]*)", re.MULTILINE)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|<((?:[a-z][a-z0-9+.-]*):[^>\s]+)>")


def fences_name_their_language(guideline: Guideline) -> Iterator[Found]:
    """A bare fence makes the Markdown widget guess, which costs 150 ms once (500 ms without bytecode)."""
    for place, text in of_guideline(guideline):
        for position, fence in enumerate(_FENCE.findall(text)):
            if position % 2 == 0 and not fence[1]:
                yield Found(place, "a code fence names no language.", "Write ```sh, ```text or the like.")


def links_can_be_trusted(guideline: Guideline) -> Iterator[Found]:
    """Links in texts are https or mailto; nothing else is opened."""
    for place, text in of_guideline(guideline):
        for inline, bare in _LINK.findall(text):
            address = inline or bare
            if not address.startswith(("https://", "mailto:")):
                what = f"the link {address} is neither https nor mailto."
                yield Found(place, what, "Use an https address.")


def sources_are_https(file: SectionFile) -> Iterator[Found]:
    """A source is there to be looked up, and what comes over plain HTTP can be changed on the way."""
    for number, source in enumerate(file.source):
        if not source.url.startswith("https://"):
            place = ("source", number, "url")
            yield Found(place, f"The source {source.key} is not https.", "Use its https address.")


def sections_say_what_was_gained(file: SectionFile) -> Iterator[Found]:
    """The end of a section is a moment to say what it was good for; without `gain` there is only a count."""
    if not file.section.gain:
        remedy = "Add `gain`: in a sentence, what finishing it gained."
        yield Found(("section",), f"The section {file.section.id} has no `gain`.", remedy)


def scopes_are_short(file: SectionFile) -> Iterator[Found]:
    """The scope stands above every page of the section, so it is two lines at most."""
    length = len(file.section.scope)
    if length > SCOPE_LENGTH:
        what = f"The scope has {length} characters."
        yield Found(("section", "scope"), what, f"Keep it to {SCOPE_LENGTH}.")


def why_fits_one_screen(guideline: Guideline) -> Iterator[Found]:
    """The why stays under 120 words, so that it is read."""
    words = count_words(guideline.why.text)
    if words >= WHY_WORDS:
        yield Found(("why", "text"), f"the why has {words} words.", f"Keep it under {WHY_WORDS}.")


def why_answers_what_people_say(guideline: Guideline) -> Iterator[Found]:
    """Every rule meets a "yes, but"; unanswered on the page, it is answered by breaking the rule."""
    if guideline.why.objection is None:
        remedy = "Add [guideline.why.objection] with `says` and `answer`."
        yield Found(("why", "objection"), "the why answers no objection.", remedy)


def why_begins_a_sentence_about_the_stake(guideline: Guideline) -> Iterator[Found]:
    """What people put into their own words stays with them; `why.stake` is the beginning they go on from."""
    if guideline.why.stake is None:
        remedy = "Add `stake`, the beginning of a sentence about what is at risk."
        yield Found(("why", "stake"), "the why has no `stake`.", remedy)


def how_says_what_to_do(guideline: Guideline) -> Iterator[Found]:
    """There is a block for at least one platform; a rule without one is a wish."""
    if not guideline.how.blocks:
        remedy = "Add `any`, or one for each platform it applies to."
        yield Found(("how",), "the how has no block.", remedy)


def changed_pages_keep_what_they_said(guideline: Guideline) -> Iterator[Found]:
    """Whoever knew a rule as it was sees both texts side by side, so the one before is kept."""
    known = {one.revision for one in guideline.former}
    if guideline.revision > 1 and guideline.revision - 1 not in known:
        what = f"revision {guideline.revision} stands without what revision {guideline.revision - 1} said."
        yield Found(("revision",), what, "Add it as [[guideline.former]]; `watchword checklist bump` does.")


def checks_exist(whole: Whole) -> Iterator[Spot]:
    """A check or a drill that is not there looks at nothing, and nobody would notice."""
    for file, at, guideline in guidelines(whole):
        for number, use in enumerate(guideline.check):
            if use.name not in whole.known_checks:
                what = f"{guideline.id}: there is no check `{use.name}`."
                remedy = f"Use one of {', '.join(sorted(whole.known_checks))}."
                yield Spot(file, (*at, "check", number, "name"), what, remedy)
        for number, use in enumerate(guideline.drill):
            if use.name not in whole.known_drills:
                what = f"{guideline.id}: there is no drill `{use.name}`."
                remedy = f"Use one of {', '.join(sorted(whole.known_drills))}."
                yield Spot(file, (*at, "drill", number, "name"), what, remedy)
