"""What files of a tree say of security alerts: lock files, audits in CI and gates, bots, pieces kept
elsewhere.

Every file tells its own; which gate CI really calls, and what nobody audits, the judging half finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchword.check.finding import Outcome
from watchword.check.source.audit_pieces import audit_of_piece, is_code_scanner, is_remote
from watchword.check.source.audit_tools import CODE_SCANNERS, Audit, audit_of
from watchword.check.source.ci_files import read_ci, system_of
from watchword.check.source.ci_model import Moment, Script, Steps, Use
from watchword.check.source.command_runner import nested_script, own_command
from watchword.check.source.gate_calls import gates_called
from watchword.check.source.local_gates import gate_reader
from watchword.check.source.lock_file import ecosystem_of, manifest_of
from watchword.check.source.rule import Rule, SourceFile, Spot
from watchword.check.source.shell_words import Command, read_commands
from watchword.check.source.update_bots import is_bot_path, read_bots
from watchword.text import clean

ID = "source-security-alerts"
LOCK, MANIFEST, CI, AUDIT, CALL, BOT, REMOTE, CODE, SETTING, UNREAD = (
    *("lock", "manifest", "ci", "audit", "call", "bot", "remote", "code", "setting", "unread"),
)
OLD_RAKE = "old rake task"
NESTED_LIMIT = 3  # scripts within scripts: `bash -c "bash -c ..."`
_CVSS = "failBuildOnCVSS"
_CVSS_SET = re.compile(r"failBuildOnCVSS\b[^\d\n]{0,20}(\d{1,2}(?:\.\d)?)")
_OLD = re.compile(r"^\s{2,8}bundler-audit \((0\.[0-8]\.|0\.9\.0)", re.MULTILINE)


def wants(path: str) -> bool:
    """Whether a path is that of a lock file, a CI file, a gate or a bot."""
    return bool(
        ecosystem_of(path)
        or manifest_of(path)
        or system_of(path)
        or is_bot_path(path)
        or gate_reader(path)
        or path.endswith((".gradle", ".gradle.kts"))
    )


def read(file: SourceFile) -> Iterator[Spot]:
    """Give the spots of one file; never raises for what is in it."""
    if ecosystem := ecosystem_of(file.path):
        yield _spot(file, LOCK, 0, ecosystem, (ecosystem,))
        if _OLD.search(file.text):
            yield _spot(file, SETTING, 0, "bundler-audit before 0.9.1", (OLD_RAKE,))
    elif ecosystem := manifest_of(file.path):
        yield _spot(file, MANIFEST, 0, ecosystem, (ecosystem,))
    # A score above 10 is never reached; without one, the plug-in's own default is 11.
    if (
        _CVSS.lower().encode() in file.lower
        and (found := _CVSS_SET.search(file.text))
        and float(found[1]) <= 10
    ):
        yield _spot(file, SETTING, file.text.count("\n", 0, found.start()) + 1, _CVSS, (_CVSS,))
    if is_bot_path(file.path):
        yield from _bots(file)
        return
    system = system_of(file.path)
    reader = gate_reader(file.path)
    if system:
        if not file.name.startswith("action."):  # runs only where a workflow uses it
            yield _spot(file, CI, 0, system, (system,))
        yield from _steps(file, read_ci(file.text, file.path))
    elif reader:
        yield from _steps(file, reader(file.text, file.path))


def _bots(file: SourceFile) -> Iterator[Spot]:
    bots, trouble = read_bots(file.text, file.path)
    if trouble:
        yield _spot(file, UNREAD, 0, "", (), trouble)
    for bot in bots:
        off = f", {bot.off}" if bot.off else ""
        yield _spot(file, BOT, bot.line, f"{bot.name}{off}", (bot.name, "|".join(bot.ecosystems), bot.off))


def _steps(file: SourceFile, steps: Steps) -> Iterator[Spot]:
    if steps.trouble:
        yield _spot(file, UNREAD, 0, "", (), steps.trouble)
    for call in steps.calls:
        yield _call(file, call.target, call.line, call.moment, "")
    for use in steps.uses:
        yield from _use(file, use)
    for script in steps.scripts:
        yield from _script(file, script, NESTED_LIMIT)


def _use(file: SourceFile, use: Use) -> Iterator[Spot]:
    name = clean(use.name, limit=80)
    if audit := audit_of_piece(use):
        yield _audit(file, use.line, name, audit, use.moment, "")
    elif is_code_scanner(use):
        yield _spot(file, CODE, use.line, name, (name,))
    elif use.name.startswith("./"):
        kind = "workflow" if use.kind == "workflow" else "composite"
        target = use.name.removeprefix("./").rstrip("/")
        yield _call(file, f"{kind}:{target}", use.line, use.moment, "")
    elif use.kind == "action" and use.name.lower().startswith("pre-commit/action"):
        yield _call(file, "pre-commit:*", use.line, use.moment, "")
    elif is_remote(use):
        yield _spot(file, REMOTE, use.line, name, (use.kind, name, "|".join(use.moment.when)))


def _script(file: SourceFile, script: Script, left: int) -> Iterator[Spot]:
    for command in read_commands(script.text, script.shell):
        line = script.line_of(command.line)
        if left and (inner := nested_script(command.words)):
            soft = Moment(script.moment.when, script.moment.soft or command.soft, script.moment.gate)
            yield from _script(file, Script(inner, line, soft, script.shell), left - 1)
            continue
        path, words = own_command(command.words)
        if audit := audit_of(words, is_grepped=_is_grepped(command)):
            text = clean(" ".join(words), limit=100)
            yield _audit(file, line, text, audit, script.moment, command.soft)
        elif words and words[0] in CODE_SCANNERS:
            yield _spot(file, CODE, line, words[0], (words[0],))
        else:
            for target in gates_called(path, words):
                yield _call(file, target, line, script.moment, command.soft)


def _is_grepped(command: Command) -> bool:
    return bool(command.piped) and command.piped[0] in ("grep", "rg", "findstr", "Select-String")


def _audit(file: SourceFile, line: int, text: str, audit: Audit, moment: Moment, soft: str) -> Spot:
    # tool, ecosystems, when, why it cannot fail here, gate, why the tool cannot, and what may change that
    here = moment.soft or soft
    when = "|".join(moment.when)
    detail = (audit.tool, "|".join(audit.ecosystems), when, here, moment.gate, audit.soft, audit.setting)
    return _spot(file, AUDIT, line, text, detail)


def _call(file: SourceFile, target: str, line: int, moment: Moment, soft: str) -> Spot:
    detail = (target[:200], "|".join(moment.when), moment.soft or soft, moment.gate)
    return _spot(file, CALL, line, clean(target, limit=80), detail)


def _spot(file: SourceFile, kind: str, line: int, text: str, detail: tuple[str, ...], note: str = "") -> Spot:
    outcome = Outcome.UNKNOWN if kind in (UNREAD, REMOTE) else Outcome.PASS
    return Spot(ID, kind, file.path, line, text, outcome, note, detail, file.is_test)


RULE = Rule(id=ID, version=1, wants=wants, read=read)
