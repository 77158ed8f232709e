"""The check `shell-history`: real histories in a home folder, and what is said about them."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.check.device import dot_rule, history_rule, history_search
from watchword.check.device.history_files import Style
from watchword.check.device.history_filter import Candidate, candidates
from watchword.check.device.history_offline import without_requests
from watchword.check.device.history_search import HistoryFacts, Searched, search
from watchword.check.device.history_secrets import Recogniser
from watchword.check.device.shell_history import CHECK, judge
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host

CANARY = "ockatoo"  # in every made-up secret, and never in a finding
SAMPLES = Path(__file__).parents[1] / "fixtures" / "device" / "credentials"
APP = Path(__file__).parents[2] / "app"

SECRETS = (SAMPLES / "history-secrets.txt").read_text().splitlines()
PLAIN = (SAMPLES / "history-plain.txt").read_text().splitlines()
# Put together here, so that no scanner takes this file for a leak.
TOKENS = {
    "GitHub Token": "ghp" + "_" + "Cockatoo4471" * 3,
    "GitLab Token": "glpat" + "-" + "Cockatoo44714472abcd",
    "AWS Access Key": "AKIA" + "QWERTZUIOPASDFGH",
    "Slack Token": "xoxb" + "-123456789012-Cockatoo4471",
    "Stripe Access Key": "sk_" + "live_" + "Cockatoo4471Cockatoo4471",
    "SendGrid API Key": "SG" + "." + "Cockatoo44714472447344" + "." + "C" * 20 + "ockatoo" + "4471" * 4,
    "PyPI Token": "pypi" + "-AgEIcHlwaS5vcmc" + "Cockatoo4471" * 6,
    history_rule.BY_SHAPE: "github" + "_pat_" + "Cockatoo4471" * 3,
}


class PersonHost(Host):
    """A real tree, looked at by an ordinary person; the tests themselves may run as root."""

    is_root = False
    refused: frozenset[str] = frozenset()

    def read_bytes(self, path: object, *, limit: int = 1 << 18) -> bytes:
        if Path(str(path)).name in self.refused:
            raise self._because(str(path), PermissionError())
        return super().read_bytes(str(path), limit=limit)


class Home:
    """A home folder that histories can be put into."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "home" / "canary-user"
        self.path.mkdir(parents=True)

    def put(self, name: str, data: str | bytes = "", sample: str = "", mode: int = 0o600) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = (SAMPLES / sample).read_bytes() if sample else data
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        path.chmod(mode)
        return path

    def host(self, platform: str = "linux", **environment: str) -> PersonHost:
        return PersonHost(root=self.root, home=self.path, environment=environment, platform=platform)

    def look(self, platform: str = "linux", **environment: str) -> Finding:
        return asyncio.run(CHECK.run(self.host(platform, **environment)))

    def lines(self, place: str, platform: str = "linux") -> list[int]:
        """The line numbers found in one history."""
        facts = search(self.host(platform), lambda: False)
        hits = [one.hits for one in facts.searched if one.place == place]
        return sorted(line for kinds in hits for _, lines in kinds for line in lines)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the extra."""
    monkeypatch.setitem(sys.modules, "detect_secrets", None)


def rows(finding: Finding) -> dict[str, str]:
    return {row.source: row.fact for row in finding.evidence}


# -- as a whole -------------------------------------------------------------------------------------------


def test_no_history_passes(home: Home) -> None:
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert finding.summary == "There is no shell history here, and no dot file."


def test_a_history_of_ordinary_commands_passes_and_names_what_was_searched(home: Home) -> None:
    home.put(".bash_history", "\n".join(PLAIN) + "\n")
    finding = home.look()
    assert finding.outcome is Outcome.PASS, finding.evidence
    assert rows(finding)["nothing recognised in"] == f"~/.bash_history ({len(PLAIN)} lines)"
    assert finding.remedy is None


def test_a_secret_warns_with_file_line_and_kind_and_never_fails(home: Home) -> None:
    home.put(".bash_history", "ls\n#1700000000\nsshpass -p Cockatoo1 ssh anna@host\nls\n")
    finding = home.look()
    assert finding.outcome is Outcome.WARN
    assert finding.summary == "1 line looks like a password or token in ~/.bash_history."
    assert rows(finding)["~/.bash_history"] == "a password or token in a command: line 3"
    assert finding.remedy is not None
    assert finding.remedy.command == "${EDITOR:-vi} +3 ~/.bash_history"


HISTORIES = {
    ".bash_history": "history-secrets.txt",
    ".zsh_history": "zsh_history",
    ".local/share/fish/fish_history": "fish_history",
    ".local/share/powershell/PSReadLine/ConsoleHost_history.txt": "ConsoleHost_history.txt",
    ".psql_history": "psql_history-libedit",
}


def test_no_value_gets_into_findings_facts_logs_or_output(
    home: Home, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, sample in HISTORIES.items():
        home.put(name, sample=sample)
    home.put(".python_history", "\n".join(f"x = '{token}'" for token in TOKENS.values()))
    with caplog.at_level(logging.DEBUG):
        facts = search(home.host(), lambda: False)
        finding = judge(facts, {})
    said = capfd.readouterr()
    assert finding.outcome is Outcome.WARN
    for text in (repr(facts), repr(finding), caplog.text, said.out, said.err):
        assert CANARY not in text
        assert "canary-user" not in text
        assert "anna" not in text


def test_a_candidate_does_not_show_itself() -> None:
    assert CANARY not in repr(Candidate(1, "Cockatoo", "Cockatoo"))


@pytest.mark.usefixtures("no_library")
def test_without_the_library_the_outcome_is_unknown_with_the_command_that_installs_it(home: Home) -> None:
    home.put(".bash_history", "ls\n")
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "detect-secrets" in finding.summary
    assert finding.remedy is not None
    assert finding.remedy.command == "uv tool install 'watchword[secrets]'"
    assert "pip install 'watchword[secrets]'" in finding.remedy.steps[0]


@pytest.mark.usefixtures("no_library")
def test_without_the_library_the_own_rules_still_say_what_they_found(home: Home) -> None:
    home.put(".bash_history", "sshpass -p Cockatoo1 ssh anna@host\n")
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert rows(finding)["~/.bash_history"].endswith("line 1")


@pytest.mark.usefixtures("no_library")
def test_without_the_library_and_without_a_history_nothing_is_missing(home: Home) -> None:
    assert home.look().outcome is Outcome.PASS


def test_a_library_that_cannot_be_loaded_is_unknown(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchword.check.device.history_secrets", None)
    home.put(".bash_history", "mysql -u root -p\n")
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "could not be loaded" in finding.summary


def test_the_library_is_not_loaded_where_no_line_needs_it(home: Home) -> None:
    home.put(".bash_history", "ls\n")
    program = (
        "import asyncio, sys, pathlib\n"
        "from watchword.check.host import Host\n"
        "from watchword.check.device.shell_history import CHECK\n"
        "Host.is_root = False\n"
        f"host = Host(home=pathlib.Path({str(home.path)!r}), environment={{}})\n"
        "print(asyncio.run(CHECK.run(host)).outcome, 'detect_secrets' in sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert ran.stdout.split() == ["pass", "False"], ran.stderr


def test_the_administrator_is_sent_away() -> None:
    finding = judge(HistoryFacts("linux", is_root=True), {})
    assert finding.outcome is Outcome.UNKNOWN


def test_an_unreadable_history_is_unknown(home: Home) -> None:
    home.put(".bash_history", "ls\n")
    host = home.host()
    host.refused = frozenset({".bash_history"})
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert rows(finding)["~/.bash_history"] == "this account may not read it"


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_link_to_nowhere_is_how_people_keep_no_history(home: Home) -> None:
    (home.path / ".bash_history").symlink_to("/dev/null")
    host = PersonHost(home=home.path, environment={}, platform="linux")
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.PASS


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_pipe_in_place_of_a_history_holds_nothing_up(home: Home) -> None:
    os.mkfifo(home.path / ".bash_history")
    begun = time.monotonic()
    assert home.look().outcome is Outcome.UNKNOWN
    assert time.monotonic() - begun < 2


def test_a_history_in_two_names_is_searched_once(home: Home) -> None:
    home.put(".zsh_history", sample="zsh_history")
    (home.path / ".zhistory").symlink_to(home.path / ".zsh_history")
    assert len(search(home.host(), lambda: False).searched) == 1


def test_the_stand_in_for_requests_is_gone_afterwards_and_never_replaces_the_real_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "requests", raising=False)
    with without_requests():
        assert issubclass(sys.modules["requests"].Response, Exception)
    assert "requests" not in sys.modules
    real = ModuleType("requests")
    monkeypatch.setitem(sys.modules, "requests", real)
    with without_requests():
        assert sys.modules["requests"] is real
    assert sys.modules["requests"] is real


# -- limits -----------------------------------------------------------------------------------------------


def test_a_history_beyond_the_size_limit_is_unknown_and_its_beginning_searched(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_search, "SIZE_LIMIT", 1024 * 1024)
    home.put(".bash_history", "sshpass -p Cockatoo1 ssh host\n" + "ls\n" * 400_000)
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert [row.fact for row in finding.evidence][:2] == [
        "a password or token in a command: line 1",
        "only its first 1 MiB were searched",
    ]


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_sparse_file_holds_nothing_up(home: Home) -> None:
    with home.put(".bash_history").open("r+b") as file:
        file.truncate(1 << 40)
    begun = time.monotonic()
    assert home.look().outcome is Outcome.UNKNOWN
    assert time.monotonic() - begun < 8


def test_the_search_ends_when_the_time_is_up(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_search, "SECONDS", 0.0)
    home.put(".bash_history", "mysql -p\n" * 1000)
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert rows(finding)["~/.bash_history"] == "the time was up before its end"


def test_whoever_no_longer_waits_ends_the_search(home: Home) -> None:
    home.put(".bash_history", 'curl -H "x: $TOKEN" https://api.example.net\n' * 60_000)

    async def cancel() -> float:
        task = asyncio.create_task(CHECK.run(home.host()))
        await asyncio.sleep(0.2)
        begun = time.monotonic()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
        return begun

    begun = asyncio.run(cancel())  # asyncio.run waits for the thread
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "entry",
    [
        "password" + " " * 1900 + "x",
        '"password":"' * 160,
        "docker login " * 150,
        "mysql -" * 280,
        "curl -u " * 250,
        "://a:" * 400,
        "htpasswd -b " * 160,
        "secret" + "'" * 1900,
        "token=" * 330,
    ],
    ids=lambda entry: entry[:14],
)
def test_no_entry_is_a_maze(recogniser: Recogniser, entry: str) -> None:
    begun = time.monotonic()
    for candidate in candidates(entry.encode(), Style.PLAIN, lambda: False):
        recogniser.precise(candidate)
        history_rule.kind_of(candidate.text)
        recogniser.broad(candidate)
    assert time.monotonic() - begun < 2


# -- what is a secret -------------------------------------------------------------------------------------


def recognised(recogniser: Recogniser, entry: str) -> str:
    for candidate in candidates(entry.encode(), Style.PLAIN, lambda: False):
        kind = recogniser.precise(candidate) or history_rule.kind_of(candidate.text)
        return kind or recogniser.broad(candidate)
    return ""


@pytest.mark.parametrize("entry", SECRETS)
def test_a_secret_is_recognised(recogniser: Recogniser, entry: str) -> None:
    assert recognised(recogniser, entry)


@pytest.mark.parametrize("entry", PLAIN)
def test_an_ordinary_command_is_left_alone(recogniser: Recogniser, entry: str) -> None:
    assert recognised(recogniser, entry) == ""


@pytest.mark.parametrize(("kind", "token"), TOKENS.items())
@pytest.mark.parametrize(
    "command", ["login {}", "echo {} > x", "curl https://api.example.net/{}", "x = '{}'"]
)
def test_a_token_is_known_by_its_form_anywhere(
    recogniser: Recogniser, kind: str, token: str, command: str
) -> None:
    assert recognised(recogniser, command.format(token)) == kind


def test_a_pasted_private_key_is_recognised_and_a_search_for_one_is_not(home: Home) -> None:
    begin = "-----BEGIN OPENSSH " + "PRIVATE KEY-----"
    home.put(".bash_history", f"grep -r '{begin}' .\necho '{begin}\n{'Cockatoo4471' * 5}\n")
    assert home.lines("~/.bash_history") == [2]


def test_one_line_counts_once(home: Home) -> None:
    home.put(".bash_history", f"curl -u anna:Cockatoo1 -H 'Token: {TOKENS['GitHub Token']}' https://x\n")
    assert home.lines("~/.bash_history") == [1]


@given(st.text())
def test_no_entry_upsets_the_rules(entry: str) -> None:
    assert isinstance(history_rule.kind_of(entry), str)


# -- how histories are written ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sample", "platform", "lines"),
    [
        (".zsh_history", "zsh_history", "linux", [2, 6]),
        (".zsh_sessions/ABC.history", "zsh_history", "macos", [2, 6]),
        (".local/share/fish/fish_history", "fish_history", "linux", [3, 7]),
        (
            ".local/share/powershell/PSReadLine/ConsoleHost_history.txt",
            "ConsoleHost_history.txt",
            "macos",
            [2, 3],
        ),
        (".psql_history", "psql_history-libedit", "macos", [3]),
    ],
)
def test_entries_are_found_by_their_first_line(
    home: Home, name: str, sample: str, platform: str, lines: list[int]
) -> None:
    home.put(name, sample=sample)
    assert home.lines(f"~/{name}", platform) == lines


def test_the_history_of_powershell_on_windows_is_found_and_opened_with_notepad(home: Home) -> None:
    name = "AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt"
    home.put(name, sample="ConsoleHost_history.txt")
    finding = home.look("windows")
    assert finding.outcome is Outcome.WARN
    assert finding.remedy is not None
    assert finding.remedy.command == f"notepad $HOME/{name}"


def test_a_history_that_the_shell_was_told_to_keep_elsewhere_is_searched(home: Home) -> None:
    home.put("state/bash", "sshpass -p Cockatoo1 ssh host\n")
    assert "~/state/bash" in home.look(HISTFILE=str(home.path / "state" / "bash")).summary


def test_a_history_outside_the_home_folder_is_not_looked_for(home: Home) -> None:
    assert home.look(HISTFILE="//server/history", ZDOTDIR="//server/zsh").outcome is Outcome.PASS


def test_bytes_that_zsh_writes_its_own_way_are_read_back() -> None:
    entry = ": 1700000000:0;X_TOKEN=Cockatoo\u00df".encode()  # sharp s is C3 9F; zsh writes 9F as 83 BF
    written = entry.replace(b"\x9f", b"\x83\xbf")
    assert [one.text for one in candidates(written, Style.ZSH, lambda: False)] == ["X_TOKEN=Cockatoo\u00df"]


LINE = st.sampled_from(
    [b"ls", b"cd src", b"sshpass -p Cockatoo1 x", b"#1700000000", b"", b"mysql -p", b"\xff\xfe", b"\\n"]
)


@given(st.lists(LINE), st.booleans(), st.sampled_from([Style.PLAIN, Style.ZSH, Style.POWERSHELL]))
def test_line_numbers_are_those_of_the_file(lines: list[bytes], ends: bool, style: Style) -> None:
    data = b"\n".join(lines) + (b"\n" if ends else b"")
    found = [one.line for one in candidates(data, style, lambda: False) if "sshpass" in one.text]
    assert found == [number for number, line in enumerate(lines, 1) if b"sshpass" in line]


@given(st.binary(), st.sampled_from(Style))
def test_no_bytes_upset_the_filter(data: bytes, style: Style) -> None:
    most = data.count(b"\n") + 1
    assert all(1 <= one.line <= most for one in candidates(data, style, lambda: False))


# -- the judgement ----------------------------------------------------------------------------------------


def test_many_lines_are_cut_short() -> None:
    hits = (("a secret in a variable", tuple(range(1, 31))),)
    finding = judge(HistoryFacts("linux", searched=(Searched("~/.bash_history", 99, hits),)), {})
    assert rows(finding)["~/.bash_history"].endswith("9, 10 and 20 more")
    assert finding.summary.startswith("30 lines look like")


def test_the_rule_states_the_limits_in_force() -> None:
    rule = judge(HistoryFacts("linux"), {}).rule
    assert "16 MiB" in rule
    assert "5 seconds" in rule


def test_a_name_that_a_shell_would_take_apart_is_not_put_into_a_command() -> None:
    hits = (("a secret in a variable", (1,)),)
    facts = HistoryFacts("linux", searched=(Searched("~/$(x) history.txt", 1, hits),))
    finding = judge(facts, {})
    assert finding.remedy is not None
    assert finding.remedy.command == ""


# -- the real thing ---------------------------------------------------------------------------------------


@pytest.mark.real
def test_what_the_real_bash_and_zsh_write_is_found(tool: Callable[[str], str], home: Home) -> None:
    typed = "echo gr\u00fc\u00dfe\nmysql -u root \\\n-pCockatoo1 shop\nexport DB_PASSWORD=Cockatoo2\nexit\n"
    home.put(".bashrc", "HISTFILE=~/.bash_history\nHISTTIMEFORMAT=x\nset -o history\nmysql() { :; }\n")
    home.put(
        ".zshrc",
        "HISTFILE=~/.zsh_history\nHISTSIZE=9\nSAVEHIST=9\nsetopt EXTENDED_HISTORY\nmysql() { :; }\n",
    )
    environment = {"HOME": str(home.path), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    for shell in ("bash", "zsh"):
        argv = [tool(shell), "-i"]
        subprocess.run(
            argv,
            env=environment,
            input=typed,
            text=True,
            capture_output=True,
            cwd=home.path,
            check=False,
            timeout=30,
        )
    for name in (".bash_history", ".zsh_history"):
        written = (home.path / name).read_text("utf-8", "replace").split("\n")
        wanted = [n for n, line in enumerate(written, 1) if "mysql -u" in line or "DB_PASSWORD" in line]
        assert home.lines(f"~/{name}") == wanted
        assert len(wanted) == 2


@pytest.mark.real
def test_no_network_socket_is_opened_whatever_is_found(tool: Callable[[str], str], home: Home) -> None:
    home.put(".bash_history", "\n".join(SECRETS) + "\n" + "\n".join(TOKENS.values()) + "\n")
    program = (
        "import asyncio, sys, pathlib\n"
        "from watchword.check.host import Host\n"
        "from watchword.check.device.shell_history import CHECK\n"
        "Host.is_root = False\n"
        f"host = Host(home=pathlib.Path({str(home.path)!r}), environment={{}})\n"
        "print(asyncio.run(CHECK.run(host)).outcome, 'requests' in sys.modules)\n"
    )
    trace = home.root / "trace"
    argv = [tool("strace"), "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", str(trace)]
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    ran = subprocess.run(
        [*argv, sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout.split() == ["warn", "False"], ran.stderr
    assert "AF_INET" not in trace.read_text()


# -- dot files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (".env", "API_TOKEN=Cockatoo4471Cockatoo"),
        (".envrc", f"export GITHUB={TOKENS['GitHub Token']}"),
        (".gitconfig", "  url = https://me:Cockatoo4471@git.example.org/"),
        (".curlrc", 'proxy = "http://me:Cockatoo4471@proxy.example.org"'),
        (".zshrc", "alias up='curl -u me:Cockatoo4471 https://example.org'"),
        (".vimrc", f"let g:token = '{TOKENS['GitLab Token']}'"),
    ],
)
def test_a_secret_in_a_dot_file_is_told_by_file_and_line_and_never_shown(
    tmp_path: Path, name: str, line: str
) -> None:
    home = Home(tmp_path)
    home.put(name, f"# mine\n{line}\n")
    finding = home.look()
    assert finding.outcome is Outcome.WARN, finding.summary
    (row,) = [row for row in finding.evidence if row.source == f"~/{name}"]
    assert row.fact.endswith(": line 2")
    assert CANARY not in repr(finding)


def test_what_a_start_file_sets_is_left_to_the_check_of_stray_credentials(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.put(".zshrc", "export API_TOKEN=Cockatoo4471Cockatoo\n")
    assert home.look().outcome is Outcome.PASS


@pytest.mark.parametrize("name", [".env", ".zshrc", ".gitconfig", ".vimrc"])
def test_ordinary_dot_files_pass(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path)
    home.put(name, "[user]\n\tname = Sample\nexport EDITOR=vi\nAPI_TOKEN=$(op read op://work/api)\n")
    assert home.look().outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (".curlrc", 'user = "anna:Cockatoo-4471"'),
        (".curlrc", "user: anna:Cockatoo-4471"),
        (".curlrc", "-u anna:Cockatoo-4471"),
        (".curlrc", "proxy-user anna:Cockatoo-4471"),
        (".curlrc", '--oauth2-bearer "Cockatoo-4471"'),
        ("_curlrc", 'user = "anna:Cockatoo-4471"'),
        (".wgetrc", "http_password = Cockatoo-4471"),
        (".wgetrc", "#ftp-password=Cockatoo-4471"),
        (".gitconfig", "\tsmtpPass = Cockatoo-4471"),
        (".gitconfig", "\ttoken = Cockatoo-4471 ; of the old account"),
        (".gitconfig", "\textraheader = Authorization: Basic Cockatoo4471"),
        (".s3cfg", "secret_key = Cockatoo4471Cockatoo4471Cockatoo4471ABCD"),
        (".tmux.conf", "set-environment -g X_TOKEN Cockatoo-4471"),
        (".vimrc", "let g:gist_token = 'Cockatoo-4471'"),
        (".ssh/config", "  ProxyCommand sshpass -p Cockatoo-4471 ssh -W %h:%p hop"),
        (".env", "DATABASE_URL=postgres://anna:Cockatoo-4471@db.example.net/shop"),
        (".env.production", "X_PASSWORD='Cockatoo-4471'"),
        (".config/powershell/profile.ps1", "function up { sshpass -p Cockatoo-4471 ssh hop }"),
    ],
)
def test_a_dot_file_is_read_by_its_own_grammar(home: Home, name: str, line: str) -> None:
    home.put(name, f"# mine\n{line}\n# more\n")
    finding = home.look()
    assert finding.outcome is Outcome.WARN, finding.summary
    assert rows(finding)[f"~/{name}"].endswith(": line 2")
    assert CANARY not in repr(finding)
    assert finding.remedy is not None
    assert "password manager" in " ".join(finding.remedy.steps)
    assert "terminals" not in " ".join(finding.remedy.steps)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (".curlrc", "user-agent = anna:Cockatoo"),
        (".curlrc", 'user = "anna"'),
        (".curlrc", "user = anna:<password>"),
        (".wgetrc", "# http_password = <password>"),
        (".wgetrc", "ask_password = on"),
        (".gitconfig", "\tsmtpPass = changeme"),
        (".gitconfig", "\taskPass = /usr/bin/ksshaskpass"),
        (".tmux.conf", "set-environment -g X_TOKEN $X_TOKEN"),
        (".vimrc", "let g:gist_token = $GIST_TOKEN"),
        (".vimrc", "let g:gist_token = system('pass show gist')"),
        (".ssh/config", "  PasswordAuthentication no"),
        (".env", "X_PASSWORD=$(op read op://work/db/password)"),
        (".env.example", "X_PASSWORD=Cockatoo-4471"),
    ],
)
def test_settings_without_a_secret_pass(home: Home, name: str, line: str) -> None:
    home.put(name, f"{line}\n")
    finding = home.look()
    assert finding.outcome is Outcome.PASS, finding.evidence


def test_what_is_left_to_the_other_check_is_said(home: Home) -> None:
    home.put(".zshrc", "export A_TOKEN=Cockatoo-4471\nls\nexport B_TOKEN=Cockatoo-4472\n")
    home.put(".gitconfig", '[credential]\n\thelper = "!f() { echo password=Cockatoo-4471; }; f"\n')
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert rows(finding) == {
        "secrets set there, told by stray-credentials": "~/.gitconfig (1 line), ~/.zshrc (2 lines)"
    }
    assert finding.summary.endswith("; see stray-credentials for 3 more.")


def test_a_history_beside_a_dot_file_gets_the_steps_of_both(home: Home) -> None:
    home.put(".bash_history", "sshpass -p Cockatoo1 ssh hop\n")
    home.put(".wgetrc", "password = Cockatoo-4471\n")
    remedy = home.look().remedy
    assert remedy is not None
    assert "terminals" in " ".join(remedy.steps)
    assert "What ~/.wgetrc needs" in " ".join(remedy.steps)


def test_a_virtual_environment_called_env_is_no_dot_file(home: Home) -> None:
    home.put(".env/bin/activate", "X_TOKEN=Cockatoo-4471\n")
    assert home.look().summary == "There is no shell history here, and no dot file."


def test_a_profile_of_powershell_in_utf_16_is_searched(home: Home) -> None:
    text = "ls\r\nsshpass -p Cockatoo1 ssh hop\r\n"
    home.put("Documents/WindowsPowerShell/profile.ps1", text.encode("utf-16"))
    assert home.lines("~/Documents/WindowsPowerShell/profile.ps1", "windows") == [2]


def test_many_snippets_of_fish_are_all_searched(home: Home) -> None:
    for number in range(99):
        home.put(f".config/fish/conf.d/{number:02}.fish", "ls\n")
    home.put(".config/fish/conf.d/99.fish", "sshpass -p Cockatoo1 ssh hop\n")
    assert home.look().outcome is Outcome.WARN


@given(st.text(), st.sampled_from([".curlrc", ".wgetrc", ".gitconfig", ".vimrc"]))
def test_no_line_upsets_the_rules_of_settings(text: str, name: str) -> None:
    assert dot_rule.kind_of(text, name) in ("", dot_rule.IN_SETTING)


@pytest.mark.parametrize("text", ["password" * 250, "user " + "a:" * 990, "let " + "token" * 390, "#" * 2000])
def test_no_setting_is_a_maze(text: str) -> None:
    begun = time.monotonic()
    dot_rule.kind_of(text, ".curlrc")
    assert time.monotonic() - begun < 1


# -- who may read it, and the habit ------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_history_that_others_may_read_warns_with_the_command_that_shuts_it(home: Home) -> None:
    home.put(".bash_history", "ls\n", mode=0o644)
    finding = home.look()
    assert finding.outcome is Outcome.WARN
    assert rows(finding)["~/.bash_history"] == "mode 644 is wider than 600"
    assert finding.remedy is not None
    assert finding.remedy.command == "chmod 600 ~/.bash_history"


def test_a_dot_file_may_be_read_by_others(home: Home) -> None:
    home.put(".bashrc", "ls\n", mode=0o644)
    assert home.look().outcome is Outcome.PASS


def test_windows_has_no_modes(home: Home) -> None:
    home.put(".bash_history", "ls\n", mode=0o644)
    assert home.look("windows").outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("shell", "name", "line", "is_set"),
    [
        ("bash", ".bashrc", "HISTCONTROL=ignoreboth", True),
        ("bash", ".bash_profile", "export HISTCONTROL='ignoredups:ignorespace'", True),
        ("bash", ".bashrc", "HISTCONTROL=ignoredups", False),
        ("bash", ".bashrc", "# HISTCONTROL=ignorespace", False),
        ("zsh", ".zshrc", "setopt appendhistory hist_ignore_space", True),
        ("zsh", ".zshrc", "setopt HISTIGNORESPACE", True),
        ("zsh", ".zshrc", "# setopt HIST_IGNORE_SPACE", False),
        ("zsh", ".zshrc", "unsetopt HIST_IGNORE_SPACE", False),
    ],
)
def test_the_habit_is_told(home: Home, shell: str, name: str, line: str, is_set: bool) -> None:
    home.put(f".{shell}_history", "ls\n")
    home.put(name, f"{line}\n")
    said = rows(home.look())[f"habit of {shell}"]
    assert said.endswith(f"is left out (~/{name})") is is_set


@pytest.mark.real
@pytest.mark.parametrize(
    ("shell", "setting"),
    [("bash", "set -o history\nHISTCONTROL=ignoreboth"), ("zsh", "setopt HIST_IGNORE_SPACE")],
)
def test_the_real_shell_leaves_out_what_the_habit_says(
    tool: Callable[[str], str], home: Home, shell: str, setting: str
) -> None:
    home.put(f".{shell}rc", f"HISTFILE=~/.{shell}_history\nHISTSIZE=9\nSAVEHIST=9\n{setting}\n")
    environment = {"HOME": str(home.path), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    typed = "echo one\n echo Cockatoo\nexit\n"
    argv = [tool(shell), "-i"]
    subprocess.run(
        argv,
        env=environment,
        input=typed,
        text=True,
        capture_output=True,
        cwd=home.path,
        check=False,
        timeout=30,
    )
    written = home.path / f".{shell}_history"
    assert CANARY not in written.read_text()
    assert written.stat().st_mode & 0o077 == 0
    assert "is left out" in rows(home.look())[f"habit of {shell}"]
