"""The checklists a person follows: their team's, a client's; each with its own journal, records and days.

Which they are stands in the settings file. Leaving one deletes nothing: its journal stays, and following it
again goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from watchword import toml
from watchword.checklist.load import load
from watchword.checklist.locate import locate
from watchword.errors import ChecklistError, JournalError, UsageError
from watchword.kit import Kit
from watchword.progress.chain import verify
from watchword.progress.profile import Profile
from watchword.progress.state import profile_of
from watchword.settings import Settings, change
from watchword.settings import load as load_settings
from watchword.text import clean


@dataclass(frozen=True, slots=True)
class Followed:
    """One checklist that is followed: how the settings name it ("" is the bundled one), its folder, and what
    it calls itself; `problem` says why it cannot be read, and then it has no id."""

    name: str
    folder: Path
    id: str = ""
    title: str = ""
    version: str = ""
    problem: str = ""


def followed(kit: Kit) -> list[Followed]:
    """Return all that are followed, first the one that opens. Only the head of each is read."""
    return [_look(name) for name in kit.settings.followed]


def follow(kit: Kit, folder: Path) -> tuple[Kit, Followed]:
    """Follow the checklist in a folder as well; save that, and return the new kit and the checklist.

    Raises `ChecklistError` with every problem it has, and `UsageError` where one of that id is followed.
    """
    folder = Path(folder).expanduser().absolute()
    found = load(locate(folder))
    for one in followed(_fresh(kit)):
        if one.folder == folder:
            raise UsageError("You follow it already.", one.title, "`watchword status` shows how it stands.")
        if one.id == found.id:
            raise UsageError(
                f"You follow a checklist with the id {clean(found.id)} already.",
                f"It is “{one.title}”. Two of one id would share a journal.",
                "Give the copy an id of its own in checklist.toml, or leave the other one first.",
            )
    settings = _fresh(kit).settings
    kit = _save(kit, settings.checklist, (*settings.checklists, str(folder)))
    return kit, _look(str(folder))


def leave(kit: Kit, named: str) -> tuple[Kit, Followed]:
    """Follow a checklist no more; raises `UsageError` for one that is not followed, and for the last."""
    one = find(kit, named)
    others = [name for name in _fresh(kit).settings.followed if name != one.name]
    if not others:
        raise UsageError(
            "It is the only one you follow.",
            one.title,
            "Follow another one first: `watchword checklist follow DIR`.",
        )
    return _save(kit, others[0], tuple(others[1:])), one


def use(kit: Kit, named: str) -> tuple[Kit, Followed]:
    """Let a checklist that is followed be the one that opens; raises `UsageError`."""
    one = find(kit, named)
    others = tuple(name for name in _fresh(kit).settings.followed if name != one.name)
    return _save(kit, one.name, others), one


def find(kit: Kit, named: str) -> Followed:
    """Return the followed checklist of this id or in this folder; raises `UsageError`."""
    known = followed(_fresh(kit))
    place = Path(named).expanduser().absolute()
    for one in known:
        if named in (one.id, one.name) or one.folder == place:
            return one
    listed = ", ".join(one.id or one.name for one in known)
    raise UsageError(
        f"You follow no checklist {clean(named, limit=200)!r}.",
        f"You follow: {clean(listed, limit=400)}.",
        "`watchword checklist follow DIR` follows one more.",
    )


def known_profile(kit: Kit) -> Profile | None:
    """Return what the person said about themselves when they began another checklist, to be offered again.

    `None` where they have begun none. A journal that cannot be read is left to its own checklist to tell.
    """
    for folder in sorted(kit.paths.journals("any").parent.glob("*")):
        for path in reversed(kit.shelf(folder.name).paths()):
            try:
                events = verify(path.read_bytes()).events
            except (OSError, JournalError):
                break
            said = [event for event in events if event.kind == "profile"]
            if said:
                return profile_of(said[-1])
    return None


def _look(name: str) -> Followed:
    """Read the head of a checklist, which is enough to name it."""
    folder = Path(name).expanduser().absolute() if name else Path(str(locate()))
    try:
        place = locate(folder if name else None)
        with (place / "checklist.toml").open("rb") as file:
            values = toml.parse(file.read(toml.SIZE_LIMIT + 1))
    except ChecklistError as error:
        return Followed(name, folder, problem=error.title)
    except (OSError, toml.TomlProblem):
        return Followed(name, folder, problem="Its checklist.toml cannot be read.")
    told = (clean(str(values.get(key, "")), limit=200) for key in ("id", "title", "version"))
    return Followed(name, folder, *told)


def _fresh(kit: Kit) -> Kit:
    """The kit with the settings as they are saved now: another terminal may have changed them."""
    saved = load_settings(kit.paths.settings_file)
    return replace(
        kit, settings=replace(kit.settings, checklist=saved.checklist, checklists=saved.checklists)
    )


def _save(kit: Kit, first: str, others: tuple[str, ...]) -> Kit:
    saved: Settings = change(kit.paths.settings_file, checklist=first, checklists=others)
    return replace(
        kit, settings=replace(kit.settings, checklist=saved.checklist, checklists=saved.checklists)
    )
