"""Which files of a tree say what its CI runs, and what reads each of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from watchword.check.source.ci_azure import read_azure
from watchword.check.source.ci_bitbucket import read_bitbucket
from watchword.check.source.ci_circle import read_circle
from watchword.check.source.ci_github import read_composite, read_workflow
from watchword.check.source.ci_gitlab import is_gitlab_path, read_gitlab
from watchword.check.source.ci_jenkins import read_jenkins
from watchword.check.source.ci_model import Steps
from watchword.check.source.ci_small import read_buildkite, read_drone
from watchword.check.source.ci_travis import read_travis
from watchword.check.source.ci_yaml import Node, read_yaml

Reader = Callable[[Node, str], Steps]

# Only a system's own place counts: a workflow that lies elsewhere is somebody's example.
_SYSTEMS: tuple[tuple[str, re.Pattern[str], Reader], ...] = (
    ("GitHub Actions", re.compile(r"^\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$"), read_workflow),
    ("GitHub Actions", re.compile(r"(^|/)action\.ya?ml$"), read_composite),
    ("CircleCI", re.compile(r"^\.circleci/[^/]+\.ya?ml$"), lambda node, _: read_circle(node)),
    ("Travis CI", re.compile(r"^\.travis\.ya?ml$"), lambda node, _: read_travis(node)),
    (
        "Azure Pipelines",
        re.compile(
            r"^[^/]*azure-pipelines[^/]*\.ya?ml$|^\.?(?:azure-pipelines|azuredevops|vsts-ci)/.*\.ya?ml$"
        ),
        read_azure,
    ),
    ("Bitbucket", re.compile(r"^bitbucket-pipelines\.ya?ml$"), lambda node, _: read_bitbucket(node)),
    ("Buildkite", re.compile(r"^\.buildkite/.*\.ya?ml$"), lambda node, _: read_buildkite(node)),
    ("Drone", re.compile(r"^\.drone\.ya?ml$"), lambda node, _: read_drone(node)),
    ("Woodpecker", re.compile(r"^\.woodpecker(?:/.*)?\.ya?ml$"), lambda node, _: read_drone(node)),
)
_JENKINS = re.compile(r"(^|/)Jenkinsfile[^/]*$|\.jenkinsfile$")


def system_of(path: str) -> str:
    """Return the CI system whose file a path is; empty for other files."""
    if _JENKINS.search(path):
        return "Jenkins"
    for name, pattern, _ in _SYSTEMS:
        if pattern.search(path):
            return name
    return "GitLab CI" if is_gitlab_path(path) else ""


def read_ci(text: str, path: str) -> Steps:
    """Return what a file of a CI system runs; never raises."""
    if _JENKINS.search(path):
        return read_jenkins(text)
    reader = next((one for _, pattern, one in _SYSTEMS if pattern.search(path)), None)
    reading = read_yaml(text)
    whole = Steps(trouble=reading.trouble)
    for document in reading.documents:
        steps = reader(document, path) if reader else read_gitlab(document)
        whole.scripts += steps.scripts
        whole.uses += steps.uses
        whole.calls += steps.calls
        whole.trouble = whole.trouble or steps.trouble
    return whole
