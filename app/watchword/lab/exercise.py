"""What there is to find in the lab: for each check of a service or source tree one mistake, and how it is
mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Exercise:
    """One mistake: what to `find`, a `hint` where to look, and why it is one (`explain`).

    `check` is the one that sees it. It is mended by other `files` of the tree, or by other `switches` of the
    server.
    """

    check: str
    find: str
    hint: str
    explain: str
    files: tuple[str, ...] = ()
    switches: Mapping[str, bool | int] = field(default_factory=dict)

    @property
    def is_about_server(self) -> bool:
        """Whether it is the server that makes the mistake."""
        return bool(self.switches)


EXERCISES = (
    Exercise(
        "service-passwords",
        "The shop has a log-in page at /login. Find out what somebody in the same Wi-Fi could read of a "
        "log-in.",
        "Open the plain address, the one that begins with http://, and go to /login. Is there a form?",
        "The server gives the log-in form over plain HTTP, so what is typed there travels in the clear. Its "
        "session cookie is not marked Secure either: the browser would send it along with any plain request.",
        switches={"plain_login": False, "secure_cookie": True},
    ),
    Exercise(
        "service-https",
        "The shop has a certificate, and still not everything of it comes over HTTPS. Find two things that "
        "do not.",
        "Open the plain address: does it give the page? And in the page, which script begins with http://?",
        "The plain address serves the same page in the clear. And a script over plain HTTP can be changed "
        "on the way, and then does as it likes with the page around it; browsers block it, so the page is "
        "broken, too.",
        switches={"plain_script": False, "redirect": True},
    ),
    Exercise(
        "service-address",
        "See which address of the shop is handed out: in mails, on cards, in this lab.",
        "The first lines of server.toml say what address people are given.",
        "Whoever is given an http:// address makes the first request in the clear, each time the address "
        "is typed anew. A redirect comes too late for that request.",
        switches={"plain_address": False},
    ),
    Exercise(
        "service-redirect",
        "Type the shop's address without https:// and see where you end up.",
        "Ask for the plain address with curl -I. Is there a Location that begins with https://? And does "
        "the HTTPS answer carry Strict-Transport-Security?",
        "The plain address answers with the page itself, so people stay there and never notice. A redirect "
        "leads them over; HTTP Strict Transport Security makes their browser go to HTTPS by itself the "
        "next time.",
        switches={"redirect": True, "hsts_days": 365},
    ),
    Exercise(
        "service-relative-urls",
        "One address in the page of the shop leaves out how it is to be fetched. Find it.",
        "Look for an address that begins with two slashes.",
        "Such an address takes over the scheme of the page: on a plain page it is fetched in the clear, "
        "and in a saved page or a mail it leads nowhere. Written with https:// it is right everywhere.",
        switches={"relative_address": False},
    ),
    Exercise(
        "service-reports",
        "You found a hole in this shop. Find out where to report it.",
        "There is a place that finders try first: /.well-known/security.txt.",
        "A finder who sees no address gives up, or tells the public. A few lines in security.txt, with an "
        "address that is read and a date until which they hold, are enough.",
        switches={"security_txt": True},
    ),
    Exercise(
        "source-https-start",
        "Find the file that decides whether the shop forces HTTPS where it runs.",
        "deploy/nginx.conf: what does the server on port 80 do with a request?",
        "The web server in front passes plain requests on to the app. It should answer them with a "
        "redirect and nothing else, on every stage, from the first day on.",
        files=("deploy/nginx.conf",),
    ),
    Exercise(
        "source-relative-urls",
        "One template names a host without saying how to fetch from it. Find it.",
        "templates/shop.html: look for two slashes after a quotation mark.",
        "`//cdn.example.com` goes by the scheme of the page it stands in. With https:// in front it does "
        "not depend on that.",
        files=("templates/shop.html",),
    ),
    Exercise(
        "source-logged-passwords",
        "When a log-in goes wrong, the shop writes a line into its log. Find what it says too much.",
        "views.py: look at what is handed to the logger.",
        "The password that was typed goes into the log, and from there to backups, to log services and to "
        "everybody who may read them. A mistyped password is mostly a right one with one wrong letter.",
        files=("views.py",),
    ),
    Exercise(
        "source-stored-passwords",
        "Somebody gets hold of the shop's database. Find out whether they hold the passwords, too.",
        "accounts.py: what is put into the column `password`, and what is it compared with?",
        "Passwords are stored as they were typed. Stored as a slow hash, a stolen table is of little use, "
        "and the other sites where people use the same password stay closed.",
        files=("accounts.py",),
    ),
    Exercise(
        "source-reversible-passwords",
        "The shop took customers over from an older one. Find out what became of their passwords.",
        "move_customers.py: can what is written down be turned back into the password?",
        "They are encrypted. Whoever has the key, or gets it, has every password. A hash has no key.",
        files=("move_customers.py",),
    ),
    Exercise(
        "source-security-alerts",
        "A library of the shop turns out to have a hole. Find out who would tell you.",
        "requirements.txt pins libraries; .github/workflows/ci.yml says what runs on every push.",
        "The pipeline runs the tests and nothing that knows of holes in libraries. One more step, which "
        "fails when there is an alert, tells you on the next push.",
        files=(".github/workflows/ci.yml",),
    ),
    Exercise(
        "source-reports",
        "You found a hole in the shop's code. Find out where the project wants to hear of it.",
        "SECURITY.md: where does it send you?",
        "It sends finders to the public issue tracker, where attackers read along. An address that the "
        "team answers keeps the hole between you until it is closed.",
        files=("SECURITY.md",),
    ),
)
_BY_CHECK = {one.check: one for one in EXERCISES}


def exercises_for(checks: Iterable[str]) -> tuple[Exercise, ...]:
    """Return the exercises of these checks, in their order; others have none."""
    return tuple(_BY_CHECK[name] for name in checks if name in _BY_CHECK)
