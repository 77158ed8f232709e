"""Shell scripts as commands, each with the words that make its failure count or not.

Not a shell: it knows comments, quotes, here-documents, `&&`, `||`, `;`, `|`, groups, `if`, substitutions,
and what `set -e`, `set +e`, `pipefail` and `exit` do to the result. Foreign text is read in one pass; nesting
beyond `DEPTH_LIMIT` is read as if it were flat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from watchword.check.source.shell_tokens import Token, split

DEPTH_LIMIT = 20
CHAIN_LIMIT = 200  # commands that are followed in one list
_OPENERS = {"if": "if", "elif": "if", "while": "while", "until": "while"}
_BODY = {"then", "do", "else"}
_KEYWORDS = {*_OPENERS, *_BODY, "fi", "done", "for", "case", "esac", "in", "function", "time", "!"}
_SEPARATORS = {";", "\n", "&", ";;"}
_FALSE = {"false", "die", "abort", "fail"}


@dataclass(frozen=True, slots=True)
class Shell:
    """How a CI system runs a script: whether it stops at the first failure, whether a pipe's parts count."""

    errexit: bool = True
    pipefail: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words without quotes and without redirections, and its line in the script, from 0.

    `soft` is the word that takes the weight from its failure, empty where it counts. `piped` are the words of
    the command its output goes to.
    """

    words: tuple[str, ...]
    line: int
    soft: str = ""
    piped: tuple[str, ...] = ()


@dataclass(slots=True)
class _Unit:
    """A command or a group of them in a list; `after` is the operator that follows."""

    line: int
    parent: _Unit | None
    words: list[str] = field(default_factory=list)
    units: list[_Unit] = field(default_factory=list)
    after: str = ""
    place: int = 0
    is_group: bool = False
    is_condition: bool = False
    is_negated: bool = False
    is_substituted: bool = False
    errexit: bool = True
    pipefail: bool = False
    block: int = 0
    known: dict[str, str] = field(default_factory=dict)  # what was found out before, so that it stays linear


def read_commands(script: str, shell: Shell | None = None) -> list[Command]:
    """Return the commands of a script in order; never raises."""
    root = _parse(split(script, DEPTH_LIMIT), shell or Shell())
    units = [unit for unit in _commands(root) if unit.words]
    ends = [_exit_of(unit) for unit in units]
    failing = max((i for i, end in enumerate(ends) if end == "fail"), default=-1)
    zero = max((i for i, end in enumerate(ends) if end == "zero"), default=-1)
    found = []
    for index, unit in enumerate(units):
        soft = _softness(unit, root, is_caught=failing > index)
        if soft == "set +e" and "set +e" not in script:
            soft = "no set -e"
        if not soft and zero > index > failing:
            soft = "exit 0"
        piped = _next(unit).words if unit.after in ("|", "|&") and _next(unit) is not unit else []
        found.append(Command(tuple(unit.words), unit.line, soft, tuple(piped)))
    return found


def _exit_of(unit: _Unit) -> str:
    """Say how a command ends the script: `fail`, `zero` (outside of any condition), or empty."""
    name, code = unit.words[0], unit.words[1] if len(unit.words) > 1 else ""
    if name in _FALSE or (name in ("exit", "return") and code not in ("", "0")):
        return "fail"
    return "zero" if name == "exit" and code == "0" and not unit.block and not _chained(unit) else ""


def _chained(unit: _Unit) -> bool:
    before = unit.parent.units[unit.place - 1].after if unit.parent and unit.place else ""
    return before in ("&&", "||")


def _softness(unit: _Unit, root: _Unit, *, is_caught: bool) -> str:
    """Climb from a command through the groups it is in; the first that swallows its failure is named."""
    here: _Unit = unit
    while here is not root and here.parent is not None:
        key = f"soft {is_caught}"
        if key not in here.known:
            here.known[key] = _soft_here(here, is_caught=is_caught)
        if soft := here.known[key]:
            return soft
        here = here.parent
    return ""


def _soft_here(unit: _Unit, *, is_caught: bool) -> str:
    following = _next(unit)
    if unit.is_negated and not is_caught:
        return "!"
    if unit.is_substituted and not is_caught:
        return "$( )"
    if unit.is_condition:
        return "" if is_caught else "if"
    if unit.after == "&":
        return "&"
    if unit.after in ("|", "|&") and not unit.pipefail:
        return f"| {following.words[0]}" if following.words else "|"
    return _soft_chain(unit, is_caught=is_caught)


def _soft_chain(unit: _Unit, *, is_caught: bool) -> str:
    """Follow `&&` and `||` to the right: a failure lands at the first `||`, or ends the list."""
    here = _end_of_pipe(unit)
    is_first_of_and = here.after == "&&"
    for _ in range(CHAIN_LIMIT):
        if here.after != "&&" or _next(here) is here:
            break
        here = _end_of_pipe(_next(here))
    if here.after == "||" and _next(here) is not here:
        return "" if _ends_badly(_next(here)) else f"|| {_name(_next(here))}"
    following = _next(here)
    is_last = following is here
    if here.after == ";" and following.words[:1] in (["true"], [":"]) and not is_caught:
        return "; true"
    if is_last or is_caught:
        return ""
    if not here.errexit:
        return "set +e"
    return "&&" if is_first_of_and else ""


def _ends_badly(unit: _Unit) -> bool:
    """Whether what follows `||` fails itself: `exit 1`, `false`, a group that holds one, the same tool
    again."""
    for _ in range(CHAIN_LIMIT):
        if "bad" not in unit.known:
            ends = (_exit_of(inner) for inner in islice(_commands(unit), CHAIN_LIMIT) if inner.words)
            unit.known["bad"] = "yes" if "fail" in ends else ""
        if unit.known["bad"]:
            return True
        if unit.after not in ("&&", "||") or _next(unit) is unit:
            return False
        unit = _next(unit)
    return False


def _name(unit: _Unit) -> str:
    return next((inner.words[0] for inner in _commands(unit) if inner.words), "")


def _next(unit: _Unit) -> _Unit:
    """Return the unit after this one in its list; itself where there is none."""
    units = unit.parent.units if unit.parent else []
    return units[unit.place + 1] if unit.place + 1 < len(units) else unit


def _end_of_pipe(unit: _Unit) -> _Unit:
    for _ in range(CHAIN_LIMIT):
        if unit.after not in ("|", "|&") or _next(unit) is unit:
            break
        unit = _next(unit)
    return unit


def _commands(unit: _Unit) -> Iterator[_Unit]:
    stack = [unit]
    while stack:
        here = stack.pop()
        if here.words or not here.is_group:
            yield here
        stack += reversed(here.units)


class _Parse:
    """The state while tokens are put together into lists of units."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.root = _Unit(0, None, is_group=True)
        self.group = self.root
        self.unit: _Unit | None = None
        self.errexit, self.pipefail = shell.errexit, shell.pipefail
        self.blocks: list[str] = []
        self.depth = 0
        self.negated = False

    def begin(self, line: int, *, is_group: bool = False, is_substituted: bool = False) -> _Unit:
        unit = _Unit(line, self.group, is_group=is_group, place=len(self.group.units))
        unit.errexit, unit.pipefail, unit.block = self.errexit, self.pipefail, len(self.blocks)
        unit.is_condition = bool(self.blocks) and self.blocks[-1] in ("if", "while")
        unit.is_negated, self.negated = self.negated, False
        unit.is_substituted = is_substituted
        self.group.units.append(unit)
        return unit

    def end(self, operator: str) -> None:
        if self.unit is not None:
            self._note_set(self.unit)
            self.unit = None
        if self.group.units and operator:
            last = self.group.units[-1]
            if not last.after or last.after in _SEPARATORS:
                last.after = last.after or operator

    def _note_set(self, unit: _Unit) -> None:
        """Follow `set -e`, `set +e`, `set -o pipefail` from the next command on."""
        if unit.words[:1] != ["set"]:
            return
        for place, word in enumerate(unit.words[1:], start=1):
            value = unit.words[place + 1] if place + 1 < len(unit.words) else ""
            if word[:1] in "+-" and "o" in word and value == "pipefail":
                self.pipefail = word[0] == "-"
            if word[:1] in "+-" and (("e" in word and len(word) < 8) or ("o" in word and value == "errexit")):
                self.errexit = word[0] == "-"


def _parse(tokens: Iterator[Token], shell: Shell) -> _Unit:
    state = _Parse(shell)
    for token in tokens:
        if token.kind == "word":
            _take_word(state, token)
        elif token.text in ("(", "{", "$("):
            _open(state, token)
        elif token.text in (")", "}"):
            _close(state)
        else:
            state.end(token.text)
    state.end("")
    return state.root


def _open(state: _Parse, token: Token) -> None:
    if state.depth < DEPTH_LIMIT:
        owner = state.unit
        # `x=$(audit)` alone has the result of what is inside; in another command's words it is lost.
        lost = token.text == "$(" and owner is not None and bool(owner.words)
        if token.text != "$(":
            state.end("")
        state.group = state.begin(token.line, is_group=True, is_substituted=lost)
    state.depth += 1
    state.unit = None


def _close(state: _Parse) -> None:
    state.end("")
    if state.depth <= 0:
        return
    if state.depth <= DEPTH_LIMIT and state.group.parent is not None:
        state.group = state.group.parent
    state.depth -= 1


def _take_word(state: _Parse, token: Token) -> None:
    word = token.text
    if state.unit is None and not token.is_quoted and word in _KEYWORDS:
        if word in _OPENERS:
            state.blocks[-1:] = [] if word == "elif" and state.blocks else state.blocks[-1:]
            state.blocks.append(_OPENERS[word])
        elif word in ("for", "case", "function"):
            state.blocks.append("body") if word != "function" else None
            state.unit = state.begin(token.line)
            state.unit.words.append(word)
        elif word in _BODY and state.blocks:
            state.blocks[-1] = "body"
        elif word in ("fi", "done", "esac") and state.blocks:
            state.blocks.pop()
        elif word == "!":
            state.negated = True
        return
    if state.unit is None:
        state.unit = state.begin(token.line)
    state.unit.words.append(word)
