"""`watchword due`: what needs you again, why, and what comes when; and putting it off."""

from __future__ import annotations

import click

from watchword.cli.call import Call
from watchword.cli.due_text import due_lines, due_values, later_lines
from watchword.cli.prose import wrap
from watchword.cli.words import join
from watchword.outlook import due_words, one_line
from watchword.renewal import agenda, postpone
from watchword.text import count, in_words


@click.command("due")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option(
    "--postpone", "is_postponed", is_flag=True, help="Put off what is due, or the guidelines named."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def COMMAND(call: Call, ids: tuple[str, ...], is_postponed: bool, as_json: bool) -> int:  # noqa: N802
    """Say what is due and why, and what comes when, each with the day and how it was come by.

    ID is a guideline; without one, everything is named. What is due is gone through with `watchword`.

    \\b
    Examples:
      watchword due
      watchword due --postpone lock-screen

    Exit status: 0 nothing is due, 1 something is.
    """
    with call.session() as session:
        for one in ids:
            session.standing(one)
        if is_postponed:
            until = postpone(session, ids)
            call.out.tell(f"Put off until {in_words(until)}.")
        found = agenda(session)
        progress = session.progress
    now = [due for due in found.now if not ids or due.guideline in ids]
    later = [due for due in found.later if not ids or due.guideline in ids]
    if as_json:
        call.out.say_json(
            {"today": found.today.isoformat(), "now": due_values(now), "later": due_values(later)}
        )
    elif progress.profile is None:
        call.out.say(one_line(progress, found))
    else:
        named = type(found)(found.today, found.policy, (*now, *later))
        head = due_words(progress, named) if named.for_person else "Nothing is due"
        call.out.say_all(wrap(f"{head}."))
        call.out.say_all([*due_lines(named), *later_lines(named)])
        call.out.say_all(["", *wrap(rule_words(call))])
    return 1 if now else 0


def rule_words(call: Call) -> str:
    """Say by which limits the days are come by; they are the checklist's."""
    policy = call.checklist().renewal
    days = join([str(one) for one in policy.stages], "then")
    basis = {
        "duration": f"A question comes again {days} days after a right answer, ",
        "calendar": f"Questions and your word are due on fixed days ({join(policy.dates)}), ",
        "change": "A question comes again only when its guideline changes, ",
    }[policy.basis]
    return (
        f"The limits are the checklist's. {basis}a missed one after {count(policy.missed, 'day')}; what a "
        f"check showed is good for {count(policy.finding, 'day')}, your word for "
        f"{count(policy.attestation, 'day')}. Nothing is overdue before {count(policy.grace, 'more day')} "
        f"have gone; it may be put off {count(policy.postponements, 'time')} by "
        f"{count(policy.postponement, 'day')}."
    )
