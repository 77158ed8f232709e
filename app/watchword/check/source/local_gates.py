"""Gates that run on a person's machine: hooks, tasks and scripts. They count where a CI step calls them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from watchword.check.source.ci_model import LOCAL, Call, Moment, Script, Steps, Use
from watchword.check.source.ci_yaml import read_yaml
from watchword.check.source.gate_tables import read_package, read_tox
from watchword.check.source.shell_words import Shell

_SHELL = Shell(errexit=False)
_TARGET = re.compile(r"^([A-Za-z0-9_.%/ -]{1,200}?)\s{0,4}::?(?!=)\s{0,4}([^#\n;]{0,2000})")
_RECIPE = re.compile(r"^@?([A-Za-z_][\w-]{0,80})(?:\s[^:=\n]{0,200})?:(?!=)\s{0,4}([^#\n]{0,500})")
_RUBY_STEP = re.compile(
    r"\bstep\s{1,4}(['\"])(?:(?!\1).){0,200}\1\s{0,4},\s{0,4}(['\"])((?:(?!\2).){1,500})\2"
)
_RUBY_TASK = re.compile(r"^\s{0,20}(?:multi)?task[\s(]{1,4}:?['\"]?([\w:]{1,80})['\"]?:?\s{0,4}(.{0,500})$")
_RUBY_NEED = re.compile(r"[:'\"]([\w:]{1,80})['\"]?|%[wi][\[(]([^\])]{1,400})[\])]")
_RUBY_RUN = re.compile(
    r"(?:^|[^\w.])(?:sh|system|exec)\b[\s(]{0,4}(['\"])((?:(?!\1).){1,500})\1|`([^`\n]{1,500})`"
)
_NOX_RUN = re.compile(r"\.run(?:_always)?\(([^)\n]{1,500})")
_STRING = re.compile(r"['\"]([^'\"\n]{1,200})['\"]")
_SCRIPT = re.compile(
    r"^(?:bin|scripts?|ci|\.ci|tools?|build|\.github/scripts|\.buildkite|\.circleci)/[\w./-]{1,120}$"
)


def _local(gate: str = "", soft: str = "") -> Moment:
    return Moment((LOCAL,), soft, gate)


def _read_hooks(text: str, path: str) -> Steps:
    """pre-commit: hooks by id, and the entries of hooks of one's own."""
    reading = read_yaml(text)
    steps = Steps(trouble=reading.trouble)
    for repository in (one for document in reading.documents for one in document.get("repos").list()):
        for hook in repository.get("hooks").list():
            stages = [stage.text for stage in hook.get("stages").list()]
            soft = "stages: manual" if stages and set(stages) == {"manual"} else ""
            moment = _local("pre-commit:*", soft)
            arguments = " ".join(one.text for one in hook.get("args").list())
            entry = hook.get("entry")
            if entry:
                text = f"{entry.text} {arguments}"
                steps.scripts.append(Script(text, entry.line + entry.is_block, moment, _SHELL))
            else:
                name = hook.get("id")
                steps.uses.append(Use("hook", name.text, name.line, moment, {"args": arguments or "check"}))
    return steps


def _read_lefthook(text: str, path: str) -> Steps:
    reading = read_yaml(text)
    steps = Steps(trouble=reading.trouble)
    for document in reading.documents:
        for stage, settings in document.items():
            gate = f"lefthook:{stage.text}"
            commands = [value for _, value in settings.get("commands").items()]
            commands += list(settings.get("jobs").list())
            for command in commands:
                run = command.get("run")
                if run.is_text and command.get("skip").text != "true":
                    steps.scripts.append(Script(run.text, run.line + run.is_block, _local(gate), _SHELL))
    return steps


def _read_make(text: str, path: str) -> Steps:
    """Make: each line of a recipe by itself; `-` before it means that its failure does not count."""
    steps = Steps()
    gates: list[str] = []
    is_first = True
    for number, line in _logical(text):
        if line.startswith("\t"):
            command = line.strip().lstrip("@+")
            soft = "-" if command.startswith("-") else ""
            for gate in gates[:20]:
                steps.scripts.append(Script(command.lstrip("-@+"), number, _local(gate, soft), _SHELL))
            continue
        target = _TARGET.match(line)
        if not target or line.startswith((" ", "#")):
            gates = [] if line.strip() and not line.startswith("#") else gates
            continue
        gates = [f"make:{name}" for name in target.group(1).split() if not name.startswith(".")]
        for gate in gates[:20]:
            needs = target.group(2).split("|")[0].split()
            steps.calls += [Call(f"make:{need}", number, _local(gate)) for need in needs[:100]]
        if gates and is_first:
            steps.calls.append(Call(gates[0], number, _local("make:")))
            is_first = False
    return steps


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Give lines with their number; a line that ends in a backslash goes on in the next."""
    held: list[str] = []
    begun = 0
    for number, line in enumerate(text.split("\n"), start=1):
        begun = begun or number
        if line.rstrip("\r").endswith("\\") and len(held) < 200:
            held.append(line.rstrip("\r")[:-1])
            continue
        yield begun, " ".join([*held, line.rstrip("\r")])
        held, begun = [], 0
    if held:
        yield begun, " ".join(held)


def _read_just(text: str, path: str) -> Steps:
    steps, gate = Steps(), ""
    for number, line in _logical(text):
        if line[:1] in (" ", "\t") and gate:
            command = line.strip().lstrip("@")
            soft = "-" if command.startswith("-") else ""
            steps.scripts.append(Script(command.lstrip("-@"), number, _local(gate, soft), _SHELL))
            continue
        recipe = _RECIPE.match(line)
        if recipe:
            if not gate:
                steps.calls.append(Call(f"just:{recipe.group(1)}", number, _local("just:")))
            gate = f"just:{recipe.group(1)}"
            needs = re.findall(r"[A-Za-z_][\w-]{0,80}", recipe.group(2))
            steps.calls += [Call(f"just:{need}", number, _local(gate)) for need in needs]
    return steps


def _read_rake(text: str, path: str) -> Steps:
    """Rake: prerequisites as calls, and the shell commands of a task."""
    steps, gate = Steps(), "rake:"
    for number, line in enumerate(text.split("\n"), start=1):
        code = _without_comment(line[:2000])
        task = _RUBY_TASK.match(code)
        if task:
            name = task.group(1)
            gate = "rake:" if name == "default" else f"rake:{name}"
            for one, several in _RUBY_NEED.findall(task.group(2)):
                for need in several.split() or [one]:
                    steps.calls.append(Call(f"rake:{need}", number, _local(gate)))
                    if need in ("bundle:audit", "bundle:audit:check"):
                        steps.scripts.append(Script(f"rake {need}", number, _local(gate), _SHELL))
        for _, quoted, ticked in _RUBY_RUN.findall(code):
            soft = "`" if ticked else ""
            steps.scripts.append(Script(quoted or ticked, number, _local(gate, soft), _SHELL))
    return steps


def _without_comment(line: str) -> str:
    return "" if line.lstrip().startswith("#") else re.split(r"\s#\s", line, maxsplit=1)[0]


def _read_ruby_ci(text: str, path: str) -> Steps:
    """`config/ci.rb` of Rails 8.1, which `bin/ci` runs: steps with a name and a command."""
    steps = Steps()
    for number, line in enumerate(text.split("\n"), start=1):
        found = _RUBY_STEP.search(_without_comment(line[:2000]))
        if found:
            steps.scripts.append(Script(found.group(3), number, _local("file:bin/ci"), _SHELL))
    return steps


def _read_nox(text: str, path: str) -> Steps:
    """nox: the strings of `session.run(...)`, under the function they stand in."""
    steps, gate = Steps(), "nox:*"
    for number, line in enumerate(text.split("\n"), start=1):
        code = _without_comment(line[:2000])
        found = re.match(r"def\s{1,4}(\w{1,80})", code)
        gate = f"nox:{found.group(1)}" if found else gate
        for arguments in _NOX_RUN.findall(code):
            soft = "success_codes" if "success_codes" in arguments else ""
            words = " ".join(_STRING.findall(arguments.split("success_codes")[0]))
            steps.scripts.append(Script(words, number, _local(gate, soft), _SHELL))
    return steps


def _read_script(text: str, path: str) -> Steps:
    """A shell script, or a Ruby one as `bin/ci` of Rails: what its `system` calls run."""
    head = text[:80].split("\n", 1)[0]
    if "ruby" in head:
        steps = Steps()
        for number, line in enumerate(text.split("\n"), start=1):
            for _, quoted, ticked in _RUBY_RUN.findall(_without_comment(line[:2000])):
                steps.scripts.append(Script(quoted or ticked, number, _local(f"file:{path}"), _SHELL))
        return steps
    if head.startswith("#!") and not re.search(r"\b(ba|z|da|k)?sh\b", head):
        return Steps()
    is_husky = path.startswith(".husky/")
    gate = f"husky:{path[7:]}" if is_husky else f"file:{path}"
    stops = is_husky or bool(re.search(r"^#!.{0,80}\s-[a-z]{0,6}e", head))
    return Steps(scripts=[Script(text, 1, _local(gate), Shell(errexit=stops))])


_BY_NAME: dict[str, Callable[[str, str], Steps]] = {
    ".pre-commit-config.yaml": _read_hooks,
    ".pre-commit-config.yml": _read_hooks,
    "lefthook.yml": _read_lefthook,
    "lefthook.yaml": _read_lefthook,
    ".lefthook.yml": _read_lefthook,
    "Makefile": _read_make,
    "GNUmakefile": _read_make,
    "makefile": _read_make,
    "justfile": _read_just,
    "Justfile": _read_just,
    ".justfile": _read_just,
    "Rakefile": _read_rake,
    "package.json": read_package,
    "tox.ini": read_tox,
    "setup.cfg": read_tox,
    "noxfile.py": _read_nox,
}


def gate_reader(path: str) -> Callable[[str, str], Steps] | None:
    """Return what reads a file as local gates; `None` where it is none."""
    name = path.rpartition("/")[2]
    if path == "config/ci.rb":
        return _read_ruby_ci
    if name in _BY_NAME:
        return _BY_NAME[name]
    if path.endswith((".mk", ".mak")):
        return _read_make
    if path.endswith(".rake"):
        return _read_rake
    if path.startswith(".husky/") and path.count("/") == 1 and not name.startswith((".", "_")):
        return _read_script
    if _SCRIPT.match(path) and ("." not in name or name.endswith((".sh", ".bash"))):
        return _read_script
    return None
