"""Walk the whole bundled guide through `watchword --plain`, as a person with a keyboard would.

    plain_walk.py WATCHWORD

Needs the installed package and nothing of the source tree: it reads the prompts, answers the profile, looks
the right options up in the bundled checklist, gives its word, states what no check could tell, signs, and has
the record verified by `watchword verify` and by `ssh-keygen`. Ends with status 1 when anything is left that a
person could have done: what remains may only be checks that fail on this machine.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from watchword.checklist.load import load
from watchword.checklist.locate import locate

PROFILE = {
    "Your name": "New Person",
    "Your work address": "new@example.org",
    "Do you regularly work": "yes",
}


class Walk:
    """A conversation with the plain face."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.right = self._right_options()
        self.said = ""
        self.child = subprocess.Popen(
            [*command, "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.groups = iter(("1 2 3 4", "3 4 5"))  # all roles; a Linux laptop and both kinds of phone

    def _right_options(self) -> set[str]:
        guidelines = load(locate()).guidelines
        return {_plain(question.right.text) for one in guidelines for question in one.question}

    def run(self) -> str:
        """Answer every prompt until the walk ends; return all that was said."""
        assert self.child.stdin is not None
        for prompt in self._prompts():
            try:
                self.child.stdin.write((self.answer(prompt) + "\n").encode())
                self.child.stdin.flush()
            except BrokenPipeError:
                break
        self.child.wait(60)
        return self.said

    def _prompts(self) -> Iterator[str]:
        """Yield each prompt: a last line that ends in a colon and a space and stays."""
        assert self.child.stdout is not None
        while part := self.child.stdout.read1(65536):  # type: ignore[attr-defined]
            self.said += part.decode("utf-8", "replace")
            if self.said.endswith(": "):
                yield self.said.rpartition("\n")[2]

    def answer(self, prompt: str) -> str:
        """What a person types at a prompt."""
        for begins, typed in PROFILE.items():
            if prompt.startswith(begins):
                return typed
        if prompt.startswith("Numbers with spaces"):
            return next(self.groups)
        if prompt.startswith("Your answer"):
            return self._choose()
        if prompt.startswith("How it is"):
            return "It is as the guideline asks; I looked at it myself."
        return "yes" if prompt.startswith("Type yes") else ""

    def _choose(self) -> str:
        page = self.said.rpartition("Think\n")[2]
        options = re.findall(r"^  (\d)\. (.*(?:\n     .*)*)", page, re.MULTILINE)
        return next(number for number, text in options if _plain(text) in self.right)


def _plain(text: str) -> str:
    """Text without the marks of Markdown and without line breaks."""
    return re.sub(r"[`*\s]+", " ", text).strip()


def verify(command: list[str], said: str) -> None:
    """Have the record verified by both verifiers, with exactly the commands that VERIFY.txt gives."""
    folder = Path(re.findall(r"^Folder: (.*)$", said, re.MULTILINE)[-1]).expanduser()
    record = next(folder.glob("record-*.json"))
    signers = next(folder.glob("*.allowed_signers"))
    subprocess.run([*command, "verify", str(record), "--signers", str(signers)], check=False)
    if shutil.which("ssh-keygen"):
        lines = (folder / "VERIFY.txt").read_text().splitlines()
        for line in (text.strip() for text in lines if text.strip().startswith("ssh-keygen -Y verify")):
            subprocess.run(["sh", "-c", line], cwd=folder, check=True)


def main() -> int:
    """Walk, verify, and say what is left."""
    command = [str(Path(part).absolute()) if Path(part).exists() else part for part in sys.argv[1:2]]
    walk = Walk(command)
    said = walk.run()
    if "Signed and written." not in said:
        print(said[-4000:])
        return 1
    verify(command, said)
    status = subprocess.run([*command, "status", "--json"], capture_output=True, check=False)
    for one in json.loads(status.stdout)["guidelines"]:
        if one["left"]:
            print(one["id"], one["left"])
    stages = {one["stage"] for one in json.loads(status.stdout)["guidelines"]}
    return 0 if stages <= {"done", "needs action", "not applicable"} else 1


if __name__ == "__main__":
    raise SystemExit(main())
