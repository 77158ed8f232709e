"""Password managers in browsers: which extensions every profile holds, and whether they are switched on.

Read are names in `Extensions`, `Preferences` and `Secure Preferences` (Chromium), and `extensions.json`
(Firefox). Never opened: `Login Data`, `logins.json`, cookies, history.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from watchword.check.device.password_products import CHROMIUM, FIREFOX, PRODUCTS, Browser
from watchword.check.device.password_traces import Tier, Trace, Traces, expand
from watchword.check.host import Host, HostError, NotThere

PROFILE_LIMIT = 30  # profiles of one browser that are looked at
SETTINGS_LIMIT = 8 * 1024 * 1024  # bytes; real Preferences reach a few MiB

_BY_CHROMIUM = {key: product.name for product in PRODUCTS for key in product.chromium}
_BY_FIREFOX = {product.firefox: product.name for product in PRODUCTS if product.firefox}
_STATES = {
    Tier.ENABLED: "extension switched on",
    Tier.UNSURE: "extension there, its state could not be read",
    Tier.OFF: "extension there, switched off",
    Tier.BUILT_IN: "on",
}


async def read_browsers(host: Host) -> Traces:
    """Look at every profile of every browser on the list."""
    traces = Traces()
    for browser in (*CHROMIUM, FIREFOX):
        for place in getattr(browser, host.platform, ()):
            traces += await _read_browser(host, browser, expand(host, place))
    return traces


async def _read_browser(host: Host, browser: Browser, root: Path) -> Traces:
    try:
        names = host.names(root)
    except NotThere:
        return Traces()
    except HostError:
        return Traces(unseen=(f"the profiles of {browser.name}",))
    is_firefox = browser is FIREFOX
    profiles = [root / name for name in names] if is_firefox else _chromium_profiles(root, names)
    states: list[dict[str, Tier]] = []
    unseen: list[str] = []
    for profile in profiles:
        if len(states) >= PROFILE_LIMIT:
            unseen.append(f"the profiles of {browser.name} beyond the first {PROFILE_LIMIT}")
            break
        await asyncio.sleep(0)  # parsing takes its time; whoever wants to quit must get a turn
        try:
            found = _firefox(host, profile) if is_firefox else _chromium(host, browser, profile)
        except HostError:
            unseen.append(f"a profile of {browser.name}")
            continue
        if found is not None:
            states.append(found)
    return Traces(_sum_up(host.show(root), states), tuple(dict.fromkeys(unseen)))


def _sum_up(source: str, states: list[dict[str, Tier]]) -> tuple[Trace, ...]:
    """Turn what each profile holds into one trace per product: the best state, and how often it occurs."""
    found = []
    for product in dict.fromkeys(name for state in states for name in state):
        tiers = [state[product] for state in states if product in state]
        best = min(tiers)
        what = f"{product}: {_STATES[best]}"
        found.append(Trace(product, best, source, f"{what} in {tiers.count(best)} of {len(states)} profiles"))
    return tuple(found)


# -- Chromium -----------------------------------------------------------------------------------------


def _chromium_profiles(root: Path, names: list[str]) -> list[Path]:
    """`Default` and `Profile N`; Opera keeps a single profile in the root itself."""
    profiles = [root / name for name in names if name == "Default" or name.startswith("Profile ")]
    return [root, *profiles] if {"Preferences", "Extensions"} & set(names) else profiles


def _chromium(host: Host, browser: Browser, profile: Path) -> dict[str, Tier] | None:
    try:
        ids = [name for name in host.names(profile / "Extensions") if name in _BY_CHROMIUM]
    except NotThere:
        ids = []
    # macOS and Windows keep extension settings in the first of the two, Linux in the second.
    documents = [_document(host, profile / name) for name in ("Secure Preferences", "Preferences")]
    if not ids and documents == [{}, {}]:
        return None  # not a profile
    found: dict[str, Tier] = {}
    for key in ids:
        state = extension_state(documents, key)
        found[_BY_CHROMIUM[key]] = min(state, found.get(_BY_CHROMIUM[key], state))
    # Unset means on: `credentials_enable_service` defaults to true.
    if documents[1] and documents[1].get("credentials_enable_service") is not False:
        found[f"{browser.name}'s own password store"] = Tier.BUILT_IN
    return found


def extension_state(documents: Iterable[dict[str, Any] | None], key: str) -> Tier:
    """Tell whether a Chromium extension is on, from the parsed settings files (`None`: unreadable).

    `state` is 1 when on; newer versions drop it and keep `disable_reasons`, a bit mask or a list, which is
    empty when on. Without a `location` or `path` the entry belongs to no installed extension.
    """
    states = []
    for document in documents:
        entry = _under(document, "extensions", "settings", key)
        if not isinstance(entry, dict):
            continue
        if entry.get("disable_reasons") or entry.get("state", 1) != 1:
            states.append(Tier.OFF)
        elif "state" in entry or "location" in entry or "path" in entry:
            states.append(Tier.ENABLED)
    return max(states, default=Tier.UNSURE)


def _under(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


# -- Firefox ------------------------------------------------------------------------------------------


def _firefox(host: Host, profile: Path) -> dict[str, Tier] | None:
    path = profile / "extensions.json"
    if not host.exists(path):
        return None  # not a profile
    found: dict[str, Tier] = {}
    # Firefox makes this file with the first saved password. It is not opened, only seen to be there.
    if host.exists(profile / "logins.json"):
        found["Firefox's own password store"] = Tier.BUILT_IN
    addons = _under(_document(host, path), "addons")
    if not isinstance(addons, list):
        files = _firefox_files(host, profile)
        if not files:
            raise HostError("The list of add-ons could not be read.")
        return found | files
    for addon in addons:
        product = _BY_FIREFOX.get(str(_under(addon, "id")))
        if product and addon.get("type", "extension") == "extension":
            is_on = addon.get("active") is True and addon.get("userDisabled") is not True
            state = Tier.ENABLED if is_on else Tier.OFF
            found[product] = min(state, found.get(product, state))
    return found


def _firefox_files(host: Host, profile: Path) -> dict[str, Tier]:
    """The add-on files themselves, for a profile whose list cannot be read: there, in an unknown state."""
    try:
        names = host.names(profile / "extensions")
    except HostError:
        return {}
    ids = [name.removesuffix(".xpi") for name in names]
    return {_BY_FIREFOX[key]: Tier.UNSURE for key in ids if key in _BY_FIREFOX}


# -- settings files -----------------------------------------------------------------------------------


def _document(host: Host, path: Path) -> dict[str, Any] | None:
    """Return a parsed JSON object, `{}` when there is no file, `None` when it is not to be read."""
    try:
        raw = host.read_bytes(path, limit=SETTINGS_LIMIT + 1)
    except NotThere:
        return {}
    except HostError:
        return None
    if len(raw) > SETTINGS_LIMIT:
        return None
    try:
        parsed = json.loads(raw)
    except (ValueError, RecursionError):  # cut off while the browser writes, or no JSON at all
        return None
    return parsed if isinstance(parsed, dict) else None
