"""VERIFY.txt: the exact commands with which anybody verifies a record without Watchword."""

from __future__ import annotations

from watchword.record.record import Record
from watchword.record.sshsig import COMPLETION_RECORD, PROGRESS_SEAL

_TEXT = """\
How to verify this completion record
====================================

You need nothing but ssh-keygen, which macOS, Linux and Windows 10 and later bring along (OpenSSH 8.1 or later).
Save all files in one folder, open a terminal there, and type two commands.

1. Is this {email}'s key?

   The file {name}.allowed_signers names the key. Ask {subject}, by voice or in person, for the
   fingerprint that Watchword shows them (`watchword key show`). It must be:

   {fingerprint}

   Keep that file: the next record from the same person must verify with it.

2. Is the record what they signed?

   macOS, Linux:

   {verify_record}
   {verify_journal}

   Windows (the same in PowerShell and in the command prompt; PowerShell alone would change the bytes):

   cmd /c "{verify_record}"
   cmd /c "{verify_journal}"

   Each must answer: Good "..." signature for {email} with ... key
   {fingerprint}

What each file is
-----------------

{name}.json            the record: per guideline what is known, seen and stated
{name}.json.sig        the signature over it
{name}.journal.toml    the journal it was made from; `sha256sum` of it prints the record's journal head
{name}.journal.toml.sig  the seal over the journal
{name}.journal-1.toml  and so on, where there are any: earlier journals that this one continues, with their seals
{name}.allowed_signers the key, in the form ssh-keygen reads
{name}.html            the same as the record, to read in a browser; the signature is over the .json, not over this

With Watchword itself: watchword verify {name}.json

What it proves, and what it does not
------------------------------------

The holder of this key said these things, and nothing was changed since. What a laptop shows about itself, its
owner could arrange; the record is their signed word, not a measurement by somebody else.
"""


def commands(record: Record, name: str) -> tuple[str, str]:
    """Return the two commands for the files called `name`: for the record, and for its journal.

    They are typed into a shell as they stand: address and name are of plain letters only, by their patterns.
    """
    who = f"-f {name}.allowed_signers -I {record.subject.id}"
    signed = ((COMPLETION_RECORD, f"{name}.json"), (PROGRESS_SEAL, f"{name}.journal.toml"))
    first, second = (
        f"ssh-keygen -Y verify {who} -n {space} -s {file}.sig < {file}" for space, file in signed
    )
    return first, second


def render(record: Record, name: str) -> str:
    """Return the text for a record whose files are called `name`."""
    verify_record, verify_journal = commands(record, name)
    return _TEXT.format(
        name=name,
        email=record.subject.id,
        subject=record.subject.name,
        fingerprint=record.signer.fingerprint,
        verify_record=verify_record,
        verify_journal=verify_journal,
    )
