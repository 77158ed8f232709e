"""The checklist as frozen models: what a section file and `checklist.toml` may hold.

Every model refuses unknown keys, so a misspelt one is reported instead of being ignored. Texts are Markdown
limited to paragraphs, lists, code with a named language, and links. The models hold no behaviour beyond what
can be read off their own fields.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from watchword.checklist.question import Kind, Question
from watchword.checklist.renewal import Former, Renewal
from watchword.checklist.table import Id, Key, Model, Name, Text

ROUNDS = 3  # where the stake is high: questions to answer rightly, and the kinds that have to be among them
NEEDED: tuple[Kind, ...] = ("why", "decide")
Abbreviation = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9.]{1,14}$")]
PolicyValue = bool | int | str | tuple[str, ...]

Audience = Literal[
    "everyone",
    "developer",
    "responder",
    "ssh-keys",
    "openpgp-keys",
    "macos",
    "windows",
    "linux",
    "ios",
    "android",
    "public-places",
]
Platform = Literal["any", "macos", "windows", "gnome", "kde", "linux", "ios", "android", "code"]
HARMS = {"you": "you", "team": "your team", "users": "the people whose data it is"}
PLATFORMS: tuple[Platform, ...] = (
    "any",
    "macos",
    "windows",
    "gnome",
    "kde",
    "linux",
    "ios",
    "android",
    "code",
)


class Policy(Model):
    """A value the team sets; texts use it as `{name}`, checks take it as a limit."""

    value: PolicyValue
    note: Text = Field(description="What the value decides, for whoever sets it.")


class Source(Model):
    """Where a fact comes from."""

    key: Key
    title: Text
    url: Text
    accessed: date


class Place(Model):
    """Where in the guide a guideline stands."""

    heading: Text = Field(description="The heading path, joined by ' > '.")
    position: Text = Field(description="Which bullet, paragraph or sentence under that heading.")
    lines: tuple[int, int] = Field(description="First and last line in the guide's source.")


class Case(Model):
    """Something that really happened: when, what, and where it can be read."""

    when: Text
    what: Text
    source: Key


class Objection(Model):
    """What people say against the rule, and an honest answer."""

    says: Text
    answer: Text


class Why(Model):
    """What goes wrong without the guideline, and for whom."""

    text: Text
    harms: tuple[Literal["you", "team", "users"], ...] = Field(min_length=1)
    case: tuple[Case, ...] = Field(min_length=1)
    objection: Objection | None = None
    stake: Text | None = Field(
        default=None,
        description="The beginning of a sentence that the person finishes: what is at risk in their case.",
    )


class Block(Model):
    """What to do on one platform."""

    steps: tuple[Text, ...] = Field(min_length=1)
    verify: Text = Field(description="How you can see that it worked.")
    commands: tuple[Text, ...] = Field(default=(), description="Commands to copy, one line each.")


class How(Model):
    """What to do: a word in front, then a block for every platform it applies to."""

    intro: Text | None = None
    any: Block | None = None
    macos: Block | None = None
    windows: Block | None = None
    gnome: Block | None = None
    kde: Block | None = None
    linux: Block | None = None
    ios: Block | None = None
    android: Block | None = None
    code: Block | None = None

    @property
    def blocks(self) -> dict[Platform, Block]:
        """The blocks that there are, in the order of `PLATFORMS`."""
        found = ((platform, getattr(self, platform)) for platform in PLATFORMS)
        return {platform: block for platform, block in found if block is not None}


class Beyond(Model):
    """Good advice that the guide does not give; shown clearly apart and never counted."""

    text: Text
    source: Key | None = None


class CheckUse(Model):
    """A check or a drill of the registry that belongs to this guideline; never shell text."""

    name: Id
    policy: tuple[Name, ...] = Field(default=(), description="Policy values handed over as limits.")
    applies_to: tuple[Audience, ...] = Field(
        default=("everyone",), min_length=1, description="Who it is run for, of those the guideline is for."
    )


class Attestation(Model):
    """The sentence a person signs."""

    text: Text

    @property
    def sha256(self) -> str:
        """Digest of the exact text, hex; the journal and the record carry it."""
        return digest(self.text)


class Guideline(Model):
    """One rule to understand and follow."""

    id: Id
    covers: tuple[Annotated[str, StringConstraints(pattern=r"^G\d{2}[ab]?$")], ...] = ()
    title: Annotated[str, StringConstraints(min_length=3, max_length=42, strip_whitespace=True)]
    rule: Text
    strength: Literal["must", "must-not", "avoid", "prefer", "know"]
    applies_to: tuple[Audience, ...] = Field(default=("everyone",), min_length=1)
    place: Place
    high_stake: bool = False
    volatile: bool = False
    requires: tuple[Id, ...] = ()
    revision: int = Field(default=1, ge=1)
    former: tuple[Former, ...] = Field(default=(), description="Earlier revisions, oldest first.")
    added_on: date | None = Field(
        default=None, description="The day on which it joined the checklist, where that was there before."
    )
    reviewed_on: date
    review_days: int = Field(default=365, ge=30, le=730)
    why: Why
    how: How
    beyond: tuple[Beyond, ...] = ()
    check: tuple[CheckUse, ...] = ()
    drill: tuple[CheckUse, ...] = Field(default=(), description="What can be practised here; nobody has to.")
    attestation: Attestation
    question: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _leave_a_question(self) -> Guideline:
        if not self.bank:
            raise ValueError("every question of this guideline is retired, and one has to be put")
        return self

    @model_validator(mode="after")
    def _order_former(self) -> Guideline:
        numbers = [one.revision for one in self.former]
        if numbers != sorted(set(numbers)) or (numbers and numbers[-1] >= self.revision):
            raise ValueError("`former` names earlier revisions, each once, oldest first")
        return self

    @property
    def bank(self) -> tuple[Question, ...]:
        """The questions that can be put: those that are not retired."""
        return tuple(question for question in self.question if question.retired is None)

    @property
    def needed(self) -> tuple[Kind, ...]:
        """The kinds of question that have to be answered rightly; empty where one of any kind is enough."""
        kinds = {question.kind for question in self.bank}
        return tuple(kind for kind in NEEDED if kind in kinds) if self.high_stake else ()

    @property
    def rounds(self) -> int:
        """How many different questions have to be answered rightly."""
        return min(ROUNDS, len(self.bank)) if self.high_stake else 1

    @property
    def rule_sha256(self) -> str:
        """Digest of the rule with white space folded, hex: a typo changes it, a line break does not."""
        return digest(" ".join(self.rule.split()))


class SectionHead(Model):
    """A chapter of the checklist: its name, and to whom and what it applies."""

    id: Id
    title: Text
    scope: Text
    gain: Text | None = Field(default=None, description="What finishing the section gained, in a sentence.")


class SectionFile(Model):
    """One section file: the head, its guidelines in the order in which they are walked, and its sources."""

    section: SectionHead
    source: tuple[Source, ...] = ()
    guideline: tuple[Guideline, ...] = Field(min_length=1)


class Defect(Model):
    """A defect of the guide itself, for its owner: where, what, and what could be done about it."""

    lines: tuple[int, int] = Field(description="First and last line in the guide's source.")
    found: Text
    suggestion: Text
    source: Key | None = None


class ChecklistFile(Model):
    """`checklist.toml`: identity, policy values, sources, and the section files in order."""

    format_version: Literal[1]
    id: Id
    title: Text
    version: Text
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    guide: Text = Field(description="The guide this checklist teaches.")
    contact: Text = Field(description="Where a person turns with a question about the guide.")
    sections: tuple[Id, ...] = Field(min_length=1)
    policy: dict[Name, Policy] = Field(default={})
    renewal: Renewal = Field(default=Renewal(), description="How long what a person showed stays good.")
    glossary: dict[Abbreviation, Text] = Field(default={}, description="What abbreviations mean.")
    defect: tuple[Defect, ...] = ()


class Section(Model):
    """A section as the app sees it."""

    id: Id
    title: str
    scope: str
    gain: str | None
    guidelines: tuple[Guideline, ...]


class Checklist(Model):
    """A whole checklist, checked, with the policy values filled into its texts."""

    id: Id
    title: str
    version: str
    language: str
    guide: str
    contact: str
    sha256: str
    policy: dict[str, PolicyValue]
    renewal: Renewal
    sources: dict[str, Source]
    sections: tuple[Section, ...]
    glossary: dict[str, str]
    defects: tuple[Defect, ...]

    @property
    def guidelines(self) -> tuple[Guideline, ...]:
        """All guidelines in the order in which they are walked."""
        return tuple(guideline for section in self.sections for guideline in section.guidelines)

    def limits(self, use: CheckUse) -> dict[str, PolicyValue]:
        """The policy values a check is given for a guideline."""
        return {name: self.policy[name] for name in use.policy}


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
