"""The judging half of the drill with the stick; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from watchword.check.check import Limit
from watchword.check.finding import Evidence, Finding, Outcome, Remedy
from watchword.check.keys import stick_advice
from watchword.check.keys.header import Lock
from watchword.check.keys.stick_content import Content, Kind
from watchword.check.keys.stick_laptop import LaptopKeys, OpenPgpKey, key_id
from watchword.check.keys.stick_search import Sight
from watchword.check.keys.stick_volume import Volume, Volumes, shown
from watchword.text import count

ID = "stick-drill"
_RULE = (
    "Each OpenPGP key of this laptop is on a removable medium that is plugged in, with its revocation "
    "certificate; without OpenPGP keys, each SSH key is. A copy has a passphrase, or its medium is encrypted."
)
_UNPROVEN = (
    "It does not show where the stick is kept afterwards, that it can still be read in a year, or that you "
    "know the passphrase. Archives and encrypted containers are not looked into. Do it again in a year."
)
_NOTHING = (
    "It does not show that you have no backup: one that was not plugged in, or is on paper, is not seen."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A volume and what was found on it, or why it could not be looked over."""

    volume: Volume
    sight: Sight = field(default_factory=Sight)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StickFacts:
    """What the drill saw; `reason` says why nothing could be compared, where that is so."""

    platform: str
    keys: LaptopKeys = field(default_factory=LaptopKeys)
    volumes: Volumes = field(default_factory=Volumes)
    places: tuple[Place, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that a backup has to hold. `ways` are sets of marks, of which one has to be there whole."""

    name: str
    kinds: tuple[Kind, ...]
    ways: tuple[frozenset[str], ...]
    is_key: bool = True

    def found_in(self, place: Place) -> tuple[Content, ...]:
        """Return the copies in a place that make this part whole; nothing if they do not."""
        there = [
            each for each in place.sight.found if each.kind in self.kinds and each.lock is not Lock.HARDWARE
        ]
        for way in self.ways:
            copies = tuple(each for each in there if each.marks & way)
            if way and _covers(copies, way, self.kinds):
                return copies
        return ()


def _covers(copies: tuple[Content, ...], way: frozenset[str], kinds: tuple[Kind, ...]) -> bool:
    """Of GnuPG's key files all have to be there, of anything else one mark is enough."""
    if Kind.AGENT in kinds and all(each.kind is Kind.AGENT for each in copies):
        return way <= {mark for each in copies for mark in each.marks}
    return bool(copies)


def judge(facts: StickFacts, limits: Mapping[str, Limit]) -> Finding:
    """Judge by what can be taken away; what was not found shows nothing."""
    if facts.reason:
        return Finding(ID, Outcome.UNKNOWN, facts.reason, _RULE, unproven=_NOTHING)
    parts = tuple(_parts(facts.keys))
    outcome, summary, remedy = _conclude(facts, parts)
    if outcome is Outcome.PASS and facts.keys.problem:
        outcome, summary = (
            Outcome.UNKNOWN,
            f"{summary} Whether that is all was not seen: {facts.keys.problem}",
        )
    unproven = _UNPROVEN if outcome in (Outcome.PASS, Outcome.WARN) else _NOTHING
    if any(not key.files for key in facts.keys.openpgp):
        unproven += " A key on a smart card cannot be copied, so only its certificate is looked for."
    return Finding(ID, outcome, summary, _RULE, _evidence(facts, parts), remedy, unproven)


def _parts(keys: LaptopKeys) -> Iterator[_Part]:
    """Give what a backup has to hold, OpenPGP before SSH: for the latter a new key is soon made."""
    many = len(keys.openpgp) > 1
    for number, key in enumerate(keys.openpgp, 1):
        name = f"OpenPGP key {number}" if many else "your OpenPGP key"
        if key.files:
            exported = frozenset({key.fingerprint} if key.fingerprint else ())
            yield _Part(f"{name}", (Kind.OPENPGP, Kind.AGENT), (exported, key.files))
        yield _Part(
            f"the revocation certificate of {name}", (Kind.CERTIFICATE,), (_revoked_by(key),), is_key=False
        )
    if not keys.openpgp:
        yield from _ssh_parts(keys)


def _ssh_parts(keys: LaptopKeys) -> Iterator[_Part]:
    for key in keys.ssh:
        yield _Part(key.name, (Kind.SSH,), (key.marks,))


def _revoked_by(key: OpenPgpKey) -> frozenset[str]:
    return frozenset({key.fingerprint, key_id(key.fingerprint)} if key.fingerprint else ())


def _conclude(facts: StickFacts, parts: tuple[_Part, ...]) -> tuple[Outcome, str, Remedy | None]:
    removable = [place for place in facts.places if place.volume.is_removable]
    there = [part for part in parts if any(part.found_in(place) for place in removable)]
    missing = [part for part in parts if part not in there]
    if not missing:
        return _praise(facts, parts, removable)
    remedy = stick_advice.copy(
        facts.platform,
        facts.keys,
        wants_key=any(part.is_key for part in missing),
        wants_certificate=any(not part.is_key for part in missing),
    )
    if not there:
        return Outcome.UNKNOWN, _nothing(facts, parts, removable), remedy if removable else _plug_in(facts)
    summary = f"On the stick: {_names(there)}. Not found there: {_names(missing)}."
    if gap := _gap(facts.volumes, removable):
        return Outcome.UNKNOWN, f"{summary} {gap}", remedy
    return Outcome.WARN, summary, remedy


def _praise(
    facts: StickFacts, parts: tuple[_Part, ...], removable: list[Place]
) -> tuple[Outcome, str, Remedy | None]:
    bare = sorted({part.name for part in parts for place in removable if _is_exposed(part, place)})
    if bare:
        seen = "is not encrypted" if _is_surely_plain(removable) else "was not seen to be encrypted"
        trouble = f"{', '.join(bare)} has no passphrase there, and the stick {seen}"
        return (
            Outcome.WARN,
            f"The backup is on the stick, but {trouble}.",
            stick_advice.protect(facts.platform),
        )
    return Outcome.PASS, f"On the stick that is plugged in: {_names(list(parts))}.", None


def _is_exposed(part: _Part, place: Place) -> bool:
    is_bare = any(copy.lock is Lock.BARE for copy in part.found_in(place))
    return part.is_key and is_bare and place.volume.is_encrypted is not True


def _is_surely_plain(removable: list[Place]) -> bool:
    return all(place.volume.is_encrypted is False for place in removable)


def _nothing(facts: StickFacts, parts: tuple[_Part, ...], removable: list[Place]) -> str:
    """Say why no part was found on anything removable."""
    built_in = [place for place in facts.places if not place.volume.is_removable]
    near = [part for part in parts if any(part.found_in(place) for place in built_in)]
    also = (
        f" {_sentence(_names(near))} lies on a disk that stays in this laptop: that is no backup."
        if near
        else ""
    )
    if not removable:
        return f"{_no_stick(facts.volumes)}{also}"
    if problem := next((place.problem for place in removable if place.problem), ""):
        return f"{problem}{also}"
    if gap := _gap(facts.volumes, removable):
        return f"No copy of your keys was found on the stick. {gap}{also}"
    looked_at = sum(place.sight.looked_at for place in removable)
    return f"No copy of your keys was found among the {looked_at} files on the stick.{also}"


def _no_stick(volumes: Volumes) -> str:
    if volumes.locked:
        return "The stick is locked; unlock it in the file manager and start the drill again."
    if volumes.unmounted:
        return "A removable disk is plugged in, but nothing on it is mounted; open it in the file manager."
    return "No stick was seen."


def _plug_in(facts: StickFacts) -> Remedy:
    return stick_advice.plug_in(facts.platform)


def _gap(volumes: Volumes, removable: list[Place]) -> str:
    """Say what was left out of the look; empty when nothing was."""
    if volumes.locked:
        return "An encrypted volume is plugged in, but locked: unlock it and start the drill again."
    for place in removable:
        if place.problem:
            return f"One volume was left out: {place.problem}"
        if place.sight.ended_by:
            return f"The look ended at its limit ({place.sight.ended_by})."
        if place.sight.refused:
            return "Some files or folders on it may not be read by this account."
    return ""


def _names(parts: list[_Part]) -> str:
    names = [part.name for part in parts]
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _evidence(facts: StickFacts, parts: tuple[_Part, ...]) -> tuple[Evidence, ...]:
    keys, volumes = facts.keys, facts.volumes
    count = f"{len(keys.ssh)} SSH, {len(keys.openpgp)} OpenPGP"
    rows = [Evidence("private keys of this laptop", keys.problem or count)]
    rows.append(Evidence(volumes.source, _seen(volumes)))
    for name, place in zip(shown(tuple(each.volume for each in facts.places)), facts.places, strict=True):
        rows.append(Evidence(name, place.problem or _looked(place)))
        rows += [
            Evidence(name, f"{part.name}: {_lock(part, copies)}")
            for part in (*parts, *(_ssh_parts(keys) if keys.openpgp else ()))
            if (copies := part.found_in(place))
        ]
    return tuple(rows)


def _seen(volumes: Volumes) -> str:
    parts = [f"{len(volumes.removable)} removable volumes mounted"]
    parts += [f"{volumes.locked} locked"] if volumes.locked else []
    parts += [f"{volumes.unmounted} disks with nothing mounted"] if volumes.unmounted else []
    return ", ".join(parts)


def _looked(place: Place) -> str:
    ended = f", ended at the limit ({place.sight.ended_by})" if place.sight.ended_by else ""
    refused = f", {place.sight.refused} not readable" if place.sight.refused else ""
    return f"{count(place.sight.looked_at, 'file')} looked at{refused}{ended}"


def _lock(part: _Part, copies: tuple[Content, ...]) -> str:
    if not part.is_key:
        return "found"
    locks = {copy.lock for copy in copies}
    if Lock.BARE in locks:
        return "found, without a passphrase"
    return "found, with a passphrase" if locks == {Lock.PASSPHRASE} else "found, its lock is unclear"
