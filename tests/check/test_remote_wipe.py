"""Remote wipe: what each platform shows of it, weak as that is, and what never counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.sample_host import SampleHost
from watchword.check.check import Limit
from watchword.check.device import remote_wipe_macos as macos
from watchword.check.device import remote_wipe_windows as windows
from watchword.check.device.remote_wipe import CHECK
from watchword.check.finding import Finding, Outcome
from watchword.check.host import HostError, NotThere, Ran

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN
SAMPLES = Path(__file__).parents[1] / "fixtures" / "device" / "wipe"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text()


async def look(host: SampleHost, **limits: Limit) -> Finding:
    return await CHECK.run(host, limits)


# -- macOS ------------------------------------------------------------------------------------------------


def mac(
    enrollment: str = "not-enrolled.txt",
    *,
    preference: str = "",
    accounts: str = "",
    nvram: str = "auto-boot\ttrue\n",
    lock: str = "activation-lock-disabled.txt",
) -> SampleHost:
    files = {}
    if preference:
        files[macos.FIND_MY] = sample(preference)
    if accounts:
        files[f"/home/sample/{macos.ACCOUNTS}"] = sample(accounts)
    commands = {
        macos.ENROLLMENT: sample(enrollment),
        macos.VARIABLES: nvram,
        macos.HARDWARE: sample(lock),
        "sysctl -n kern.hv_vmm_present": "0\n",
    }
    return SampleHost("macos", commands=commands, files=files)


async def test_an_enrolled_mac_passes_and_is_said_to_be_weak_evidence() -> None:
    finding = await look(mac("enrolled.txt"))
    assert finding.outcome is PASS
    assert "weak evidence" in finding.unproven
    assert finding.remedy is None


async def test_the_address_of_the_management_server_is_not_kept() -> None:
    assert "MDMSERVER" not in repr(await look(mac("enrolled.txt")))


async def test_a_mac_that_is_assigned_but_not_enrolled_fails_with_the_command() -> None:
    finding = await look(mac("assigned.txt"))
    assert finding.outcome is FAIL
    assert finding.remedy is not None
    assert finding.remedy.command == "sudo profiles renew -type enrollment"


async def test_a_mac_that_is_assigned_but_not_enrolled_warns_where_find_my_is_on() -> None:
    assert (await look(mac("assigned.txt", preference="find-my-on.plist"))).outcome is WARN


async def test_no_sign_of_anything_is_unknown_and_never_a_failure() -> None:
    finding = await look(mac())
    assert finding.outcome is UNKNOWN
    assert "need not mean that it is off" in finding.summary
    assert finding.remedy is not None


@pytest.mark.parametrize(
    "host",
    [
        mac(preference="find-my-on.plist"),
        mac(accounts="accounts-on.plist"),
        mac(nvram=sample("nvram.txt")),
        mac(lock="activation-lock-enabled.txt"),
        mac(preference="find-my-off.plist", accounts="accounts-on.plist"),
    ],
    ids=["preference", "account", "token", "activation lock", "sources that contradict each other"],
)
async def test_any_one_source_that_says_that_find_my_is_on_passes(host: SampleHost) -> None:
    finding = await look(host)
    assert finding.outcome is PASS
    assert "as far as this Mac shows" in finding.summary


async def test_find_my_only_warns_where_the_team_counts_device_management_alone() -> None:
    finding = await look(mac(preference="find-my-on.plist"), find_my_counts=False)
    assert finding.outcome is WARN
    assert "does not count" in finding.rule


@pytest.mark.parametrize("name", ["find-my-off.plist", "accounts-off.plist"])
async def test_a_source_that_says_off_alone_is_unknown(name: str) -> None:
    host = mac(preference=name) if name.startswith("find") else mac(accounts=name)
    assert (await look(host)).outcome is UNKNOWN


async def test_no_account_host_name_or_serial_number_is_kept() -> None:
    host = mac(accounts="accounts-off.plist", nvram=sample("nvram.txt").replace("fmm-mobileme", "x"))
    assert "canary" not in repr(await look(host)).lower()


async def test_the_slow_source_is_not_asked_where_another_says_on() -> None:
    host = mac("enrolled.txt")
    host.commands[macos.HARDWARE] = HostError("asked")
    assert "asked" not in repr(await look(host))


@pytest.mark.parametrize("text", ["", "zsh: command not found", "MDM enrollment: Perhaps"])
async def test_an_enrolment_that_is_not_understood_is_unknown(text: str) -> None:
    host = mac()
    host.commands[macos.ENROLLMENT] = text
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert "profiles" in finding.summary


async def test_every_source_may_be_missing() -> None:
    host = mac()
    host.commands = {}
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert len(finding.evidence) == 5


async def test_a_damaged_preference_file_tells_nothing() -> None:
    host = mac()
    host.files[macos.FIND_MY] = b"bplist00\xff"
    assert (await look(host)).outcome is UNKNOWN


@given(st.binary(max_size=400))
def test_any_preference_file_is_read_to_an_end(data: bytes) -> None:
    host = SampleHost("macos", files={macos.FIND_MY: data, f"/home/sample/{macos.ACCOUNTS}": data})
    assert isinstance(macos._preference(host), bool | str)
    assert isinstance(macos._account(host), bool | str)


@given(st.text(max_size=200))
def test_any_answer_on_enrolment_is_read_to_an_end(text: str) -> None:
    assert isinstance(macos.understand_enrollment(text), macos.Enrollment | str)


# -- Windows ----------------------------------------------------------------------------------------------

GUID = rf"{windows.ENROLLMENTS}\{{11111111-2222-3333-4444-555555555555}}"
WHOLE: dict[str, int | str] = {
    "EnrollmentState": 1,
    "EnrollmentType": 6,
    "ProviderID": "MS DM Server",
    "UPN": "canary-user@example.org",
    "DiscoveryServiceFullURL": "https://canary.example.org/x",
}


def laptop(entry: dict[str, int | str] | None = None, **values: int) -> SampleHost:
    found: dict[tuple[str, str, str], int | str] = {
        ("HKLM", GUID, name): value for name, value in (entry or {}).items()
    }
    places = {"LocationSyncEnabled": windows.LOCATION, "AllowFindMyDevice": windows.POLICY}
    found |= {("HKLM", places[name], name): value for name, value in values.items()}
    return SampleHost("windows", values=found, commands={windows.JOIN: sample("dsregcmd.txt")})


async def test_a_complete_enrolment_passes() -> None:
    finding = await look(laptop(WHOLE))
    assert finding.outcome is PASS
    assert "weak evidence" in finding.unproven


@pytest.mark.parametrize("missing", ["EnrollmentState", "UPN", "DiscoveryServiceFullURL"])
async def test_a_stub_of_an_enrolment_does_not_count(missing: str) -> None:
    entry = {name: value for name, value in WHOLE.items() if name != missing}
    finding = await look(laptop(entry))
    assert finding.outcome is UNKNOWN
    assert "0 complete, 1 leftovers" in repr(finding)


async def test_an_enrolment_in_another_state_does_not_count() -> None:
    assert (await look(laptop({**WHOLE, "EnrollmentState": 2}))).outcome is UNKNOWN


async def test_an_address_of_device_management_never_counts() -> None:
    finding = await look(laptop())
    assert finding.outcome is UNKNOWN
    assert "this device need not be in it" in repr(finding)


async def test_find_my_device_alone_holds_in_part_since_it_does_not_wipe() -> None:
    finding = await look(laptop(LocationSyncEnabled=1))
    assert finding.outcome is WARN
    assert "does not wipe" in finding.summary


async def test_find_my_device_that_policy_forbids_does_not_count() -> None:
    assert (await look(laptop(LocationSyncEnabled=1, AllowFindMyDevice=0))).outcome is UNKNOWN


async def test_no_account_address_or_name_is_kept() -> None:
    told = repr(await look(laptop(WHOLE))).lower()
    assert "canary" not in told
    assert "manage-beta" not in told


async def test_a_refused_enrolment_leaves_the_others_to_count() -> None:
    class Refusing(SampleHost):
        def registry(self, hive: str, key: str, name: str) -> int | str | None:
            if "{0" in key:
                raise HostError("no")
            return super().registry(hive, key, name)

    values: dict[tuple[str, str, str], int | str] = {("HKLM", GUID, n): value for n, value in WHOLE.items()}
    first = rf"{windows.ENROLLMENTS}\{{0}}"
    host = Refusing("windows", values={("HKLM", first, "x"): 1, **values})
    assert (await look(host)).outcome is PASS
    host = Refusing("windows", values={("HKLM", first, "x"): 1})
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert "may not be read" in finding.summary


@given(st.text(max_size=300))
def test_any_answer_on_joining_is_read_to_an_end(text: str) -> None:
    assert all(
        name in ("AzureAdJoined", "DomainJoined", "MdmUrl") for name, _ in windows.understand_join(text)
    )


# -- Linux and the rest -----------------------------------------------------------------------------------


async def test_linux_is_unknown_and_disk_encryption_is_named_as_the_substitute() -> None:
    finding = await look(SampleHost())
    assert finding.outcome is UNKNOWN
    assert "Nothing built into Linux" in finding.summary
    assert finding.remedy is not None
    assert "disk-encryption" in repr(finding.remedy)


async def test_an_agent_on_linux_is_mentioned_and_no_proof() -> None:
    finding = await look(SampleHost(folders={"/opt/orbit": ["bin"]}))
    assert finding.outcome is UNKNOWN
    assert "Fleet is installed" in finding.summary
    assert "not that it can be wiped" in finding.summary


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
async def test_root_is_not_the_person(platform: str) -> None:
    host = SampleHost(platform)
    host.root_user = True
    finding = await look(host)
    assert finding.outcome is UNKNOWN
    assert "administrator" in finding.summary


async def test_a_virtual_machine_says_nothing_of_the_laptop() -> None:
    host = mac("enrolled.txt")
    host.commands["sysctl -n kern.hv_vmm_present"] = "1\n"
    assert (await look(host)).outcome is UNKNOWN


async def test_a_tool_that_fails_is_no_answer() -> None:
    host = mac()
    host.commands[macos.ENROLLMENT] = Ran(1, "", "error")
    host.files[macos.FIND_MY] = NotThere("not there")
    assert (await look(host)).outcome is UNKNOWN
