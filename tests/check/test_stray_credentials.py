"""The check `stray-credentials`: real trees of files in a home folder, and what is said about them."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.check.check import Limit
from watchword.check.device import stray_files
from watchword.check.device.stray_credentials import CHECK, StrayFacts, judge, read
from watchword.check.device.stray_git import helpers, helpers_in_force
from watchword.check.device.stray_literal import holds_assignment, is_literal
from watchword.check.device.stray_sheets import kind_of
from watchword.check.device.stray_trace import Kind, Look, Stray
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError, Ran, ToolMissing

CANARY = "ockatoo"  # in every made-up secret, and never in a finding
SAMPLES = Path(__file__).parents[1] / "fixtures" / "device" / "credentials"


class PersonHost(Host):
    """A real tree, looked at by an ordinary person; the tests themselves may run as root."""

    is_root = False
    answers: Mapping[str, Ran | HostError] = {}
    values: Mapping[str, str] = {}
    refused: frozenset[str] = frozenset()
    asked: Sequence[str] = ()

    def find_tool(self, name: str) -> str:
        if name in self.answers:
            return f"/usr/bin/{name}"
        raise ToolMissing(f"The command {name} is not installed.")

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        self.find_tool(argv[0])
        self.asked = [*self.asked, " ".join(argv)]
        answer = self.answers[argv[0]]
        if isinstance(answer, HostError):
            raise answer
        return answer

    def read_bytes(self, path: object, *, limit: int = 1 << 18) -> bytes:
        if Path(str(path)).name in self.refused:
            raise self._because(str(path), PermissionError())
        return super().read_bytes(str(path), limit=limit)

    def registry(self, hive: str, key: str, name: str) -> int | str | None:
        return self.values.get(name)


class RealGitHost(Host):
    """As above, but with the real git."""

    is_root = False


class Home:
    """A home folder that samples can be put into."""

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

    def look(self, platform: str = "linux", **limits: Limit) -> Finding:
        return asyncio.run(CHECK.run(self.host(platform), limits))

    def lines(self, place: str, platform: str = "linux") -> tuple[int, ...]:
        """The line numbers found in one place."""
        facts = asyncio.run(read(self.host(platform)))
        return next((stray.lines for stray in facts.look.found if stray.place == place), ())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def rows(finding: Finding) -> dict[str, str]:
    return {row.source: row.fact for row in finding.evidence}


# -- as a whole -------------------------------------------------------------------------------------------


def test_nothing_there_passes_and_says_where_it_looked(home: Home) -> None:
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert finding.remedy is None
    assert {"~/.netrc", "~/.npmrc", "~/.zshrc"} <= set(rows(finding)["looked for, not there"].split(", "))


def test_a_pass_names_the_places_that_were_clean(home: Home) -> None:
    home.put(".zshrc", "export GITHUB_TOKEN=$(op read op://work/github/token)\n")
    home.put("Downloads/holiday.pdf")
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert rows(finding)["looked at and clean"] == "~/.zshrc, ~/Downloads (names only)"


ALL_SAMPLES = {
    ".git-credentials": "git-credentials",
    ".config/git/credentials": "git-credentials",
    ".netrc": "netrc",
    ".npmrc": "npmrc",
    ".pypirc": "pypirc",
    ".docker/config.json": "docker-plain.json",
    ".cargo/credentials.toml": "cargo-credentials.toml",
    ".zshrc": "zshrc",
    ".config/fish/config.fish": "config.fish",
    ".config/fish/fish_variables": "fish_variables",
    ".config/powershell/profile.ps1": "profile.ps1",
}


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
def test_everything_at_once_warns_and_shows_no_value_and_no_name(home: Home, platform: str) -> None:
    for name, sample in ALL_SAMPLES.items():
        home.put(name, sample=sample)
    facts = asyncio.run(read(home.host(platform)))
    finding = judge(facts, CHECK.limits)
    assert finding.outcome is Outcome.WARN
    for text in (repr(finding), repr(facts)):
        assert CANARY not in text
        assert "canary-user" not in text
        assert "anna" not in text


@pytest.mark.parametrize(("name", "sample"), ALL_SAMPLES.items())
def test_each_place_alone_warns_and_never_fails(home: Home, name: str, sample: str) -> None:
    home.put(name, sample=sample)
    finding = home.look()
    assert finding.outcome is Outcome.WARN
    assert f"~/{name}" in finding.summary
    assert finding.remedy is not None


def test_a_place_that_the_team_accepts_is_shown_and_does_not_count(home: Home) -> None:
    home.put(".npmrc", sample="npmrc")
    finding = home.look(accepted_places=("~/.npmrc",))
    assert finding.outcome is Outcome.PASS
    assert rows(finding)["~/.npmrc"].endswith("accepted by your team")
    assert finding.remedy is None


def test_an_unreadable_file_is_unknown_with_its_name(home: Home) -> None:
    home.put(".netrc", sample="netrc")
    host = home.host()
    host.refused = frozenset({".netrc"})
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert rows(finding)["~/.netrc"] == "this account may not read it"


def test_half_a_look_names_what_was_found_and_what_was_not_seen(home: Home) -> None:
    home.put(".netrc", sample="netrc")
    home.put(".pypirc", sample="pypirc")
    host = home.host()
    host.refused = frozenset({".netrc"})
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "~/.pypirc" in finding.summary
    assert "~/.netrc" in finding.summary


def test_a_file_larger_than_the_limit_is_unknown(home: Home) -> None:
    home.put(".zshrc", "# padding\n" * 40_000)
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert rows(finding)["~/.zshrc"] == "it is larger than 256 KiB"


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_pipe_in_place_of_a_file_holds_nothing_up(home: Home) -> None:
    os.mkfifo(home.path / ".netrc")
    begun = time.monotonic()
    assert home.look().outcome is Outcome.UNKNOWN
    assert time.monotonic() - begun < 2


def test_a_dotfile_may_be_a_link_into_a_folder_of_dotfiles(home: Home) -> None:
    home.put("dotfiles/zshrc", sample="zshrc")
    (home.path / ".zshrc").symlink_to(home.path / "dotfiles" / "zshrc")
    assert home.look().outcome is Outcome.WARN


def test_the_administrator_is_sent_away() -> None:
    finding = judge(StrayFacts("linux", is_root=True), CHECK.limits)
    assert finding.outcome is Outcome.UNKNOWN
    assert "start it as yourself" in finding.summary


def test_in_a_container_the_finding_says_so(home: Home) -> None:
    (home.root / ".dockerenv").touch()
    assert "container" in home.look().unproven


def test_over_ssh_the_home_folder_is_the_laptops_own(home: Home) -> None:
    host = home.host(SSH_CONNECTION="1")
    assert "SSH session" not in asyncio.run(CHECK.run(host)).unproven


# -- git --------------------------------------------------------------------------------------------------


def with_git(home: Home, out: str, code: int = 0, platform: str = "linux") -> PersonHost:
    host = home.host(platform)
    host.answers = {"git": Ran(code, out, "")}
    return host


@pytest.mark.parametrize(
    "helper",
    [
        "store",
        "store --file ~/x",
        "/usr/lib/git-core/git-credential-store",
        "!git credential-store",
        "!/usr/bin/git credential-store --file=x",
    ],
)
def test_the_store_helper_warns_with_the_command_that_replaces_it(home: Home, helper: str) -> None:
    finding = asyncio.run(CHECK.run(with_git(home, f"credential.helper\n{helper}\0")))
    assert finding.outcome is Outcome.WARN
    assert finding.remedy is not None
    assert finding.remedy.command == "git config --global --replace-all credential.helper cache"


@pytest.mark.parametrize(
    "helper", ["osxkeychain", "manager", "libsecret", "cache --timeout 60", "storefront"]
)
def test_helpers_with_a_keychain_pass(home: Home, helper: str) -> None:
    assert asyncio.run(CHECK.run(with_git(home, f"credential.helper\n{helper}\0"))).outcome is Outcome.PASS


def test_nothing_set_passes(home: Home) -> None:
    assert asyncio.run(CHECK.run(with_git(home, "", 1))).outcome is Outcome.PASS


def test_git_that_cannot_read_its_settings_is_unknown(home: Home) -> None:
    assert asyncio.run(CHECK.run(with_git(home, "", 128))).outcome is Outcome.UNKNOWN


def test_a_helper_with_a_password_in_it_warns_and_is_not_shown(home: Home) -> None:
    script = '!f() { echo username=anna; echo "password=Cockatoo-4471"; }; f'
    finding = asyncio.run(CHECK.run(with_git(home, f"credential.https://git.example.net.helper\n{script}\0")))
    assert finding.outcome is Outcome.WARN
    assert CANARY not in repr(finding)


def test_on_macos_git_is_not_started_without_the_developer_tools(home: Home) -> None:
    host = home.host("macos")
    host.answers = {"git": Ran(0, "credential.helper\nstore\0", ""), "xcode-select": Ran(2, "", "error")}
    finding = asyncio.run(CHECK.run(host))
    assert not any(line.startswith("git ") for line in host.asked)
    assert finding.outcome is Outcome.PASS


def test_on_macos_git_is_asked_where_the_developer_tools_are(home: Home) -> None:
    (home.root / "Library/Developer/CommandLineTools/usr/bin").mkdir(parents=True)
    (home.root / "Library/Developer/CommandLineTools/usr/bin/git").touch()
    host = home.host("macos")
    host.answers = {
        "git": Ran(0, "credential.helper\nstore\0", ""),
        "xcode-select": Ran(0, "/Library/Developer/CommandLineTools\n", ""),
    }
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.WARN
    assert finding.remedy is not None
    assert finding.remedy.command.endswith("osxkeychain")


def test_without_git_its_settings_file_is_read_and_the_file_it_names(home: Home) -> None:
    home.put(".gitconfig", sample="gitconfig-store")
    home.put("secrets/git", sample="git-credentials")
    finding = home.look("windows")
    assert finding.outcome is Outcome.WARN
    assert {"~/.gitconfig", "~/secrets/git"} <= set(rows(finding))
    assert CANARY not in repr(finding)


@pytest.mark.parametrize(
    ("entries", "left"),
    [
        ([("credential.helper", "store"), ("credential.helper", "")], []),
        ([("credential.helper", ""), ("credential.helper", "store")], ["store"]),
        ([("credential.helper", "store"), ("credential.https://a.helper", "")], ["store"]),
        ([("credential.https://a.helper", "store"), ("credential.https://a.helper", "")], []),
        ([("credential.https://a.helper", "store"), ("credential.helper", "")], []),
    ],
)
def test_an_empty_helper_takes_back_those_before_it(entries: list[tuple[str, str]], left: list[str]) -> None:
    assert list(helpers_in_force(entries)) == left


@given(st.lists(st.text()))
def test_no_settings_file_upsets_the_reader(lines: list[str]) -> None:
    assert all(key.startswith("credential.") for key, _ in helpers(lines))


@pytest.mark.real
def test_what_the_real_git_stores_is_found(tool: Callable[[str], str], home: Home) -> None:
    git = tool("git")
    environment = {"HOME": str(home.path), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}

    def run(*argv: str, text: str = "") -> None:
        subprocess.run([git, *argv], env=environment, input=text, text=True, check=True, cwd=home.path)

    host = RealGitHost(home=home.path, environment={"HOME": str(home.path)})
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.PASS
    run("config", "--global", "credential.helper", "cache")
    run("config", "--file", str(home.path / "more"), "credential.https://git.example.net.helper", "store")
    run("config", "--global", "include.path", "more")
    run(
        "credential-store",
        "store",
        text="protocol=https\nhost=a.example.net\nusername=b\npassword=Cockatoo\n",
    )
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.WARN
    assert rows(finding)["git's settings (git config)"].startswith("a git setting")
    assert rows(finding)["~/.git-credentials"] == "a password that git keeps in the clear (line 1)"
    assert CANARY not in repr(finding)


@pytest.mark.real
def test_the_settings_file_is_read_as_the_real_git_reads_it(tool: Callable[[str], str]) -> None:
    path = SAMPLES / "gitconfig-store"
    argv = [
        tool("git"),
        "config",
        "--file",
        str(path),
        "--null",
        "--get-regexp",
        r"^credential\.(.*\.)?helper$",
    ]
    ran = subprocess.run(argv, capture_output=True, text=True, check=True)
    theirs = [tuple(entry.split("\n", 1)) for entry in ran.stdout.split("\0") if entry]
    assert list(helpers(path.read_text().split("\n"))) == theirs


# -- files of tools ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sample", "lines"),
    [
        (".git-credentials", "git-credentials", (1, 2)),
        (".netrc", "netrc", (4, 10)),
        (".npmrc", "npmrc", (3, 5)),
        (".pypirc", "pypirc", (6, 9)),
        (".cargo/credentials", "cargo-credentials.toml", (2, 5)),
        (".zshrc", "zshrc", (7, 8, 9, 10)),
        (".config/fish/conf.d/work.fish", "config.fish", (5, 6)),
        (".config/fish/fish_variables", "fish_variables", (3,)),
        (".config/powershell/Microsoft.PowerShell_profile.ps1", "profile.ps1", (4, 5)),
    ],
)
def test_the_lines_are_named(home: Home, name: str, sample: str, lines: tuple[int, ...]) -> None:
    home.put(name, sample=sample)
    assert home.lines(f"~/{name}") == lines


def test_registry_log_ins_are_counted(home: Home) -> None:
    home.put(".docker/config.json", sample="docker-plain.json")
    assert rows(home.look())["~/.docker/config.json"] == "2 registry log-ins in the clear"


def test_a_credential_store_of_docker_passes(home: Home) -> None:
    home.put(".docker/config.json", sample="docker-store.json")
    assert home.look().outcome is Outcome.PASS


@pytest.mark.parametrize("text", ["{", "[" * 10_000, '{"auths": 1}', '{"auths": {"a": 1}}', "[]", ""])
def test_a_strange_docker_file_never_goes_wrong(home: Home, text: str) -> None:
    home.put(".docker/config.json", text)
    assert home.look().outcome in (Outcome.PASS, Outcome.UNKNOWN)
    assert "our defect" not in home.look().summary


def test_an_empty_file_that_git_left_behind_passes(home: Home) -> None:
    home.put(".git-credentials", "\n")
    assert home.look().outcome is Outcome.PASS


def test_variables_that_move_the_files_are_followed_inside_the_home_folder(home: Home) -> None:
    home.put("elsewhere/config.json", sample="docker-plain.json")
    host = home.host(DOCKER_CONFIG=str(home.path / "elsewhere"), CARGO_HOME="//server/cargo")
    finding = asyncio.run(CHECK.run(host))
    assert "~/elsewhere/config.json" in finding.summary
    assert "server" not in repr(finding)


def test_a_profile_that_powershell_wrote_in_utf_16_is_read(home: Home) -> None:
    text = (SAMPLES / "profile.ps1").read_text()
    home.put("Documents/WindowsPowerShell/profile.ps1", text.encode("utf-16"))
    assert home.lines("~/Documents/WindowsPowerShell/profile.ps1", "windows") == (4, 5)


def test_a_documents_folder_that_windows_moved_is_followed(home: Home) -> None:
    home.put("OneDrive/Documents/PowerShell/profile.ps1", sample="profile.ps1")
    host = home.host("windows")
    host.values = {"Personal": r"%USERPROFILE%\OneDrive\Documents"}
    assert "~/OneDrive/Documents/PowerShell/profile.ps1" in asyncio.run(CHECK.run(host)).summary


@given(st.lists(st.text()))
def test_no_file_upsets_a_reader(lines: list[str]) -> None:
    for reader in (
        stray_files.git_lines,
        stray_files.netrc_lines,
        stray_files.npm_lines,
        stray_files.pypi_lines,
        stray_files.cargo_lines,
        stray_files.shell_lines,
    ):
        assert all(1 <= number <= len(lines) for number in reader(lines))


# -- literals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    ["Cockatoo-4471", '"Cockatoo 4471"', "'Cocka$too'", r'"Cocka\$too"', "12345678", "/Cockatoo" + "a" * 31],
)
def test_a_value_as_it_stands_is_a_literal(raw: str) -> None:
    assert is_literal(raw)


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "$(op read x)",
            "${OTHER}",
            '"$OTHER"',
            '"a${B}c"',
            "`pass x`",
            '"`pass x`"',
            "(op read x)",
            "%OTHER%",
        ),
        *(
            "<your token>",
            "'<token>'",
            "xxxxxxxx",
            "********",
            "changeme",
            "your_token_here",
            "my-secret-key",
            "...",
        ),
        *("{token}", "[TOKEN]", "example-token", "password", "postgres", "", "''", "abc", "true", "4096"),
        *("/run/secrets/db", "~/.token", "./token", "@file", "op://work/db/password", r"C:\keys\x", "-"),
    ],
)
def test_references_stand_ins_and_places_are_no_literals(raw: str) -> None:
    assert not is_literal(raw)


@given(st.from_regex(r"[A-Za-z0-9+]{20,60}", fullmatch=True).filter(is_literal))
def test_a_token_exported_in_any_shell_is_seen(value: str) -> None:
    for line in (f"export X_TOKEN={value}", f"set -gx X_TOKEN {value}", f'$env:X_TOKEN = "{value}"'):
        assert holds_assignment(line)


@given(st.text())
def test_no_line_upsets_the_search_for_assignments(line: str) -> None:
    assert holds_assignment(line) in (True, False)


@pytest.mark.real
def test_what_the_real_fish_keeps_is_found(tool: Callable[[str], str], home: Home) -> None:
    environment = {"HOME": str(home.path), "PATH": os.environ["PATH"]}
    subprocess.run(
        [tool("fish"), "-c", "set -Ux SENTRY_TOKEN 'Cockatoo 4471-x'"],
        env=environment,
        check=True,
        cwd=home.path,
    )
    assert len(home.lines("~/.config/fish/fish_variables")) == 1


# -- recovery sheets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("1Password Emergency Kit A3-ABCDEF-my.pdf", Kind.SHEET),
        ("github-recovery-codes.txt", Kind.SHEET),
        ("Backup-codes-anna.txt", Kind.SHEET),
        ("1PasswordExport.1pux", Kind.EXPORT),
        ("bitwarden_export_20260101.json", Kind.EXPORT),
        ("bitwarden_encrypted_export_20260101.json", None),
        ("Chrome Passwords.csv", Kind.EXPORT),
        ("emergency-plan.pdf", None),
        ("disaster-recovery.pdf", None),
        ("invoice.csv", None),
    ],
)
def test_a_file_is_known_by_its_name(name: str, kind: Kind | None) -> None:
    assert kind_of(name) is kind


def test_a_recovery_sheet_is_counted_without_its_name(home: Home) -> None:
    home.put("Downloads/1Password Emergency Kit A3-ABCDEF-my.pdf")
    finding = home.look()
    assert finding.outcome is Outcome.WARN
    assert rows(finding)["~/Downloads"] == "a file named like a recovery sheet"
    assert "A3-ABCDEF" not in repr(finding)


def test_folders_of_a_desktop_in_another_language_are_found(home: Home) -> None:
    home.put(".config/user-dirs.dirs", 'XDG_DESKTOP_DIR="$HOME/Schreibtisch"\n')
    home.put("Schreibtisch/github-recovery-codes.txt")
    assert "~/Schreibtisch" in home.look().summary


def test_on_macos_the_folders_are_not_looked_at_and_the_finding_says_so(home: Home) -> None:
    home.put("Downloads/github-recovery-codes.txt")
    host = home.host("macos")
    listed: list[str] = []

    def names(path: object, *, limit: int = 5000) -> list[str]:
        listed.append(str(path))
        return Host.names(host, str(path), limit=limit)

    host.names = names  # type: ignore[method-assign, assignment]
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.PASS
    assert not [path for path in listed if path.endswith(("Downloads", "Desktop", "Documents"))]
    assert "consent" in finding.unproven


def test_a_folder_that_windows_keeps_on_another_machine_is_not_looked_at(home: Home) -> None:
    host = home.host("windows")
    host.values = {"Desktop": r"\\server\anna\Desktop"}
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "server" not in repr(finding)


def test_a_folder_with_more_names_than_the_limit_is_unknown(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchword.check.device.stray_sheets.FOLDER_LIMIT", 3)
    for number in range(5):
        home.put(f"Downloads/{number}.txt")
    assert home.look().outcome is Outcome.UNKNOWN


# -- the judgement ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_remedy_on_every_platform(kind: Kind, platform: str) -> None:
    look = Look((Stray(kind, "~/somewhere", 2, (1, 2), 0o644),))
    finding = judge(StrayFacts(platform, look=look), CHECK.limits)
    assert finding.outcome is Outcome.WARN
    assert finding.remedy is not None
    assert all(step.endswith(".") or ": " in step for step in finding.remedy.steps)
    assert "{" not in " ".join(finding.remedy.steps).replace("${NPM_TOKEN}", "")


def test_many_lines_are_cut_short() -> None:
    look = Look((Stray(Kind.SHELL, "~/.zshrc", 50, tuple(range(1, 51))),))
    finding = judge(StrayFacts("linux", look=look), CHECK.limits)
    assert rows(finding)["~/.zshrc"].endswith("(lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 40 more)")


# -- more tools -------------------------------------------------------------------------------------------

MORE = [
    (
        Kind.AWS,
        ".aws/credentials",
        "[default]\naws_access_key_id = AKIA\naws_secret_access_key = Cockatoo4471\n",
        3,
    ),
    (Kind.GITHUB, ".config/gh/hosts.yml", "github.com:\n    user: me\n    oauth_token: Cockatoo4471\n", 3),
    (Kind.POSTGRES, ".pgpass", "# mine\ndb.example.org:5432:*:me:Cockatoo4471\n", 2),
    (Kind.MYSQL, ".my.cnf", "[client]\nuser = me\npassword = Cockatoo4471\n", 3),
    (Kind.GEM, ".gem/credentials", "---\n:rubygems_api_key: rubygems_Cockatoo4471Cockatoo4471\n", 2),
]


@pytest.mark.parametrize(("kind", "name", "text", "line"), MORE, ids=[one[1] for one in MORE])
def test_what_other_tools_keep_in_the_clear_is_told_with_its_line_and_way_out(
    home: Home, kind: Kind, name: str, text: str, line: int
) -> None:
    home.put(name, text, mode=0o644)
    finding = home.look()
    assert finding.outcome is Outcome.WARN
    assert rows(finding)[f"~/{name}"] == f"{kind.value[0]} (line {line}); mode 644 is wider than 600"
    assert finding.remedy is not None
    assert f"~/{name}" in finding.remedy.steps[0] or kind in (Kind.AWS, Kind.GITHUB)
    assert CANARY not in repr(finding)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            ".aws/credentials",
            "[default]\naws_access_key_id = AKIA\ncredential_process = aws-vault exec work\n",
        ),
        (".config/gh/hosts.yml", "github.com:\n    user: me\n    git_protocol: ssh\n"),
        (".pgpass", "# host:port:database:user:password\n"),
        (".my.cnf", "[client]\nuser = me\n"),
        (".gem/credentials", "---\n"),
    ],
)
def test_files_of_other_tools_without_a_secret_are_clean(home: Home, name: str, text: str) -> None:
    home.put(name, text)
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert f"~/{name}" in rows(finding)["looked at and clean"]


def test_on_windows_the_files_lie_among_the_programs_data(home: Home) -> None:
    home.put("AppData/Roaming/GitHub CLI/hosts.yml", MORE[1][2])
    home.put("AppData/Roaming/postgresql/pgpass.conf", MORE[2][2])
    found = rows(home.look("windows"))
    assert Kind.GITHUB.value[0] in str(found)
    assert Kind.POSTGRES.value[0] in str(found)


def test_the_token_that_gh_writes_twice_counts_once(home: Home) -> None:
    token = "oauth_token: gho_Cockatoo4471\n"
    home.put(
        ".config/gh/hosts.yml", f"github.com:\n  users:\n    anna:\n      {token}  {token}  user: anna\n"
    )
    assert home.lines("~/.config/gh/hosts.yml") == (4,)


def test_a_session_of_aws_counts_once(home: Home) -> None:
    home.put(
        ".aws/credentials", "[a]\naws_secret_access_key = Cockatoo4471\naws_session_token = Cockatoo4472\n"
    )
    assert home.lines("~/.aws/credentials") == (2,)


@pytest.mark.parametrize(
    ("variable", "value", "name", "text"),
    [
        ("PGPASSFILE", "work/pg", "work/pg", MORE[2][2]),
        ("AWS_SHARED_CREDENTIALS_FILE", "work/aws", "work/aws", MORE[0][2]),
        ("AWS_CONFIG_FILE", "work/aws", "work/aws", MORE[0][2]),
        ("GH_CONFIG_DIR", "work", "work/hosts.yml", MORE[1][2]),
        ("XDG_DATA_HOME", "data", "data/gem/credentials", MORE[4][2]),
    ],
)
def test_files_of_tools_are_looked_for_where_their_variables_say(
    home: Home, variable: str, value: str, name: str, text: str
) -> None:
    home.put(name, text)
    host = home.host(**{variable: str(home.path / value)})
    assert f"~/{name}" in rows(asyncio.run(CHECK.run(host)))


def test_on_windows_gh_asks_for_the_folder_of_settings_first(home: Home) -> None:
    home.put("config/gh/hosts.yml", MORE[1][2])
    host = home.host("windows", XDG_CONFIG_HOME=str(home.path / "config"))
    assert "~/config/gh/hosts.yml" in rows(asyncio.run(CHECK.run(host)))


@given(st.lists(st.text()))
def test_no_file_upsets_the_readers_of_more_tools(lines: list[str]) -> None:
    for reader in (
        stray_files.aws_lines,
        stray_files.github_lines,
        stray_files.postgres_lines,
        stray_files.mysql_lines,
        stray_files.gem_lines,
    ):
        assert all(1 <= number <= len(lines) for number in reader(lines))


@pytest.mark.real
def test_what_the_real_aws_writes_is_found(tool: Callable[[str], str], home: Home) -> None:
    environment = {**os.environ, "HOME": str(home.path)}
    secret = "Cockatoo4471" * 3 + "ABCD"
    for name, value in (("aws_access_key_id", "AKIACOCKATOO"), ("aws_secret_access_key", secret)):
        argv = [tool("aws"), "configure", "set", name, value]
        subprocess.run(argv, env=environment, check=True, cwd=home.path, timeout=60)
    written = (home.path / ".aws" / "credentials").read_text().split("\n")
    wanted = tuple(n for n, line in enumerate(written, 1) if "secret" in line)
    assert home.lines("~/.aws/credentials") == wanted
    assert len(wanted) == 1


def password_sent(psql: str, home: Home, line: str) -> str:
    """What the real libpq sends to a server that asks for a password in the clear, empty for nothing."""
    path = home.put("pgpass", f"{line}\n")
    path.chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        environment = {**os.environ, "HOME": str(home.path), "PGPASSFILE": str(path), "PGSSLMODE": "disable"}
        environment |= {"PGGSSENCMODE": "disable", "PGCONNECT_TIMEOUT": "20"}
        where = f"host=127.0.0.1 port={server.getsockname()[1]} user=anna dbname=shop"
        argv = [psql, "--no-password", "--no-psqlrc", where]
        with subprocess.Popen(
            argv, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as client:
            link, _ = server.accept()
            with link:
                link.settimeout(20)
                link.recv(4096)
                link.sendall(b"R" + struct.pack(">ii", 8, 3))
                answer = link.recv(4096)
            client.communicate(timeout=20)
    return answer[5:].rstrip(b"\0").decode() if answer[:1] == b"p" else ""


@pytest.mark.real
@pytest.mark.parametrize(
    "line",
    [
        "127.0.0.1:*:*:anna:Cockatoo-4471",
        r"127.0.0.1:*:*:anna:Cocka\:too\\4471",
        r"127.0.0.1:*:*:anna:\:4471",
        "*:*:*:*: Cockatoo",
        "*:*:*:*:",
        "*:*:*:*",
        "#*:*:*:*:Cockatoo-4471",
        "",
    ],
)
def test_a_line_holds_a_password_where_the_real_libpq_takes_one(
    tool: Callable[[str], str], home: Home, line: str
) -> None:
    sent = password_sent(tool("psql"), home, line)
    assert bool(stray_files.postgres_lines([line])) is bool(sent)


@pytest.mark.parametrize(("kind", "name", "text", "line"), MORE, ids=[one[1] for one in MORE])
def test_a_file_made_for_it_that_only_you_may_read_is_no_leak(
    home: Home, kind: Kind, name: str, text: str, line: int
) -> None:
    home.put(name, text, mode=0o600)
    finding = home.look()
    assert finding.outcome is (Outcome.PASS if kind.is_kept_by_design else Outcome.WARN)
    assert ("it could be in your keychain" in rows(finding)[f"~/{name}"]) is kind.is_kept_by_design
    assert f"(line {line})" in rows(finding)[f"~/{name}"]
    assert CANARY not in repr(finding)


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_made_for_it_that_others_may_read_gets_the_command_that_shuts_it(
    home: Home, mode: int
) -> None:
    home.put(".pgpass", MORE[2][2], mode=mode)
    finding = home.look()
    assert finding.outcome is Outcome.WARN
    assert rows(finding)["~/.pgpass"].endswith(f"; mode {mode:o} is wider than 600")
    assert finding.remedy is not None
    assert finding.remedy.command == "chmod 600 ~/.pgpass"


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_the_mode_of_a_link_is_that_of_what_it_leads_to(home: Home) -> None:
    (home.path / ".pgpass").symlink_to(home.put("dotfiles/pgpass", MORE[2][2], mode=0o600))
    assert home.look().outcome is Outcome.PASS


def test_on_windows_who_may_read_it_is_said_to_be_open(home: Home) -> None:
    home.put("AppData/Roaming/postgresql/pgpass.conf", MORE[2][2])
    fact = rows(home.look("windows"))["~/AppData/Roaming/postgresql/pgpass.conf"]
    assert "who may read it was not looked at" in fact


@pytest.mark.real
@pytest.mark.parametrize(("mode", "is_wide"), [(0o600, False), (0o640, True), (0o604, True), (0o400, False)])
def test_a_mode_is_too_wide_where_the_real_libpq_says_so(
    tool: Callable[[str], str], home: Home, mode: int, is_wide: bool
) -> None:
    path = home.put(".pgpass", MORE[2][2], mode=mode)
    environment = {**os.environ, "PGPASSFILE": str(path), "PGCONNECT_TIMEOUT": "2"}
    argv = [tool("psql"), "--no-password", "--no-psqlrc", "host=127.0.0.1 port=1 user=anna dbname=shop"]
    ran = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False, timeout=30)
    assert ("group or world access" in ran.stderr) is is_wide
    assert (home.look().outcome is Outcome.WARN) is is_wide
