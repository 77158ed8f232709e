"""The checklist as frozen models: what a section file and `checklist.toml` may hold.

Every model refuses unknown keys, so a misspelt one is reported instead of being ignored. Texts are Markdown
limited to paragraphs, lists, code with a named language, and links. The models hold no behaviour beyond what
can be read off their own fields.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=40)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
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


class Model(BaseModel):
    """Frozen, and strict about keys: what is not in the format is a mistake somebody wants to know about."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class CheckUse(Model):
    """A check of the registry that looks at this guideline; never shell text."""

    name: Id
    policy: tuple[Name, ...] = Field(default=(), description="Policy values handed over as limits.")


class Attestation(Model):
    """The sentence a person signs."""

    text: Text

    @property
    def sha256(self) -> str:
        """Digest of the exact text, hex; the journal and the record carry it."""
        return digest(self.text)


class Right(Model):
    """The right option, and the reason: the attack or the loss, not "because the guide says so"."""

    text: Text
    because: Text


class Wrong(Model):
    """A wrong option: a real misconception, explained from why it is tempting."""

    text: Text
    misconception: Id
    because: Text


class Question(Model):
    """A scenario with one decision: one right option and three misconceptions or more."""

    id: Id
    kind: Literal["why", "decide", "spot"]
    revision: int = Field(default=1, ge=1)
    stem: Text
    right: Right
    wrong: tuple[Wrong, ...] = Field(min_length=3)
    shuffle: bool = True
    sources: tuple[Key, ...] = ()

    @property
    def options(self) -> tuple[Right | Wrong, ...]:
        """All options, the right one first; faces show them in the order a `Draw` gives."""
        return (self.right, *self.wrong)


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
    reviewed_on: date
    review_days: int = Field(default=365, ge=30, le=730)
    why: Why
    how: How
    check: tuple[CheckUse, ...] = ()
    attestation: Attestation
    question: tuple[Question, ...] = Field(min_length=1)

    @property
    def rule_sha256(self) -> str:
        """Digest of the rule with white space folded, hex: a typo changes it, a line break does not."""
        return digest(" ".join(self.rule.split()))


class SectionHead(Model):
    """A chapter of the checklist: its name, and to whom and what it applies."""

    id: Id
    title: Text
    scope: Text


class SectionFile(Model):
    """One section file: the head, its guidelines in the order in which they are walked, and its sources."""

    section: SectionHead
    source: tuple[Source, ...] = ()
    guideline: tuple[Guideline, ...] = Field(min_length=1)


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
    policy: dict[Name, Policy] = {}


class Section(Model):
    """A section as the app sees it."""

    id: Id
    title: str
    scope: str
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
    sources: dict[str, Source]
    sections: tuple[Section, ...]

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
