"""A notification on the desktop, by what each system has for it."""

from __future__ import annotations

import base64
import copy
import html

from watchword.check.host import Host
from watchword.check.obstacle import HostError, ToolMissing
from watchword.text import clean

TITLE = "Watchword"
_SECONDS = 10.0
_SCRIPT = ("on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run")
# PowerShell's own identity: a notification needs that of an application in the start menu.
_IDENTITY = r"{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe"


async def notify(host: Host, text: str) -> str:
    """Show a notification; return why it could not be shown, empty where it was.

    That a command took it does not prove that anybody saw it: a desktop may keep notifications back.
    """
    body = clean(text, limit=500, lines=True)
    speaking = copy.copy(host)
    speaking.locale = "C.UTF-8"  # the text may hold letters that the C locale has no way to pass on
    why = "There is nothing here that shows notifications."
    for argv in commands(host.platform, body):
        try:
            ran = await speaking.run(argv, seconds=_SECONDS)
        except ToolMissing:
            continue
        except HostError as error:
            why = clean(str(error), limit=200)
            continue
        if ran.code == 0:
            return ""
        why = clean((ran.err or ran.out).strip().split("\n")[0], limit=200) or f"status {ran.code}"
    return why


def commands(platform: str, body: str) -> list[list[str]]:
    """The commands that show a notification, the best first. Texts are handed over, never made code."""
    if platform == "macos":
        lines = [part for line in _SCRIPT for part in ("-e", line)]
        return [["osascript", *lines, TITLE, body]]
    if platform == "windows":
        script = base64.b64encode(_toast(body).encode("utf-16-le")).decode()
        return [["powershell", "-NoProfile", "-NonInteractive", "-EncodedCommand", script]]
    shown = html.escape(body, quote=False)  # a body may hold markup
    call = "org.freedesktop.Notifications"
    target = ["--session", "--dest", call, "--object-path", "/org/freedesktop/Notifications"]
    values = [
        _variant(TITLE),
        "uint32 0",
        _variant(""),
        _variant(TITLE),
        _variant(shown),
        "@as []",
        "@a{sv} {}",
    ]
    return [
        # notify-send takes what follows a backslash for an escape
        ["notify-send", f"--app-name={TITLE}", "--", TITLE, shown.replace("\\", "\\\\")],
        ["gdbus", "call", *target, "--method", f"{call}.Notify", *values, "int32 -1"],
    ]


def _variant(text: str) -> str:
    """Write a text as GVariant reads it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def _toast(body: str) -> str:
    """The PowerShell lines that show a toast; the text goes through Base64, so no letter of it is code."""
    lines = "".join(f"<text>{html.escape(line)}</text>" for line in (TITLE, *body.split("\n")[:2]))
    xml = f"<toast><visual><binding template='ToastGeneric'>{lines}</binding></visual></toast>"
    packed = base64.b64encode(xml.encode()).decode()
    return (
        "$ErrorActionPreference = 'Stop'\n"
        "$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, "
        "ContentType = WindowsRuntime]\n"
        "$null = [Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom, ContentType = WindowsRuntime]\n"
        "$xml = New-Object Windows.Data.Xml.Dom.XmlDocument\n"
        f"$xml.LoadXml([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{packed}')))\n"
        "$toast = New-Object Windows.UI.Notifications.ToastNotification $xml\n"
        f"[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('{_IDENTITY}')"
        ".Show($toast)\n"
    )
