"""Which key signs: the file made for Watchword, or a key the person keeps in their ssh-agent."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.errors import SigningError
from watchword.paths import Paths
from watchword.record.agent import WINDOWS_PIPE, AgentKey, AgentSigner, list_keys
from watchword.record.key import FileKey, Signer
from watchword.settings import Settings

FILE = "file"


def signer(paths: Paths, settings: Settings, environment: Mapping[str, str]) -> Signer:
    """Return the signer in force; a file key is made the first time. Raises `SigningError`."""
    if settings.key == FILE:
        return FileKey.load(paths.key_file) if paths.key_file.exists() else FileKey.create(paths.key_file)
    for key in agent_keys(environment):
        if key.public_key.fingerprint == settings.key:
            return AgentSigner(key.public_key, agent_socket(environment))
    raise SigningError(
        "The key that signs is not in the ssh-agent.",
        f"Asked for: {settings.key}.",
        "Add it with ssh-add, or return to the file with `watchword key use file`.",
    )


def agent_socket(environment: Mapping[str, str]) -> str:
    """Return where the ssh-agent listens; empty when there is none."""
    import os

    return environment.get("SSH_AUTH_SOCK") or (WINDOWS_PIPE if os.name == "nt" else "")


def agent_keys(environment: Mapping[str, str]) -> list[AgentKey]:
    """Return the keys the ssh-agent offers that can sign a record; raises `SigningError` without an agent."""
    return list_keys(agent_socket(environment))
