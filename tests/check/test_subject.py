"""What a person's words name: a service, a source tree, or neither, and then why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchword.check.subject import Ignored, Service, Tree, read_service, read_subject, read_tree
from watchword.errors import UsageError


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("shop.example.com", "https://shop.example.com/"),
        ("  https://shop.example.com ", "https://shop.example.com/"),
        ("HTTPS://Shop.Example.COM/", "https://shop.example.com/"),
        ("https://shop.example.com:8443", "https://shop.example.com:8443/"),
        ("http://shop.example.com", "http://shop.example.com/"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/"),
    ],
)
def test_an_address_names_a_service(written: str, url: str) -> None:
    assert read_service(written).url == url


def test_a_path_becomes_a_login_path() -> None:
    assert read_service("https://shop.example.com/sign-in").login_paths == ("/sign-in",)


def test_a_port_of_plain_http_is_where_plain_http_answers() -> None:
    service = read_service("http://shop.example.com:8080/")
    assert (service.http_port, service.https_port, service.is_given_as_plain) == (8080, 443, True)


@pytest.mark.parametrize(
    "written", ["", "https://", "ftp://shop.example.com", "https://shop example.com", "https://host:port/"]
)
def test_what_names_no_host_is_refused_with_the_way_out(written: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_service(written)
    assert "https://HOST" in caught.value.remedy


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        read_service("https://me:hunter2@shop.example.com/")
    assert "hunter2" not in f"{caught.value.title} {caught.value.detail} {caught.value.remedy}"


@given(st.text(max_size=80))
def test_any_text_is_a_service_on_a_clean_host_or_refused(text: str) -> None:
    try:
        service = read_service(text)
    except UsageError:
        return
    assert service.url.startswith(("https://", "http://"))
    assert service.host
    assert service.url.isprintable()
    assert "@" not in service.url


def test_a_folder_names_a_source_tree(tmp_path: Path) -> None:
    assert read_tree(str(tmp_path)) == Tree(tmp_path)
    assert Tree(tmp_path).name == tmp_path.name


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        read_tree(str(tmp_path / "gone"))


def test_words_that_look_like_a_folder_are_one_and_others_are_a_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path)
    assert read_subject("shop") == Tree(tmp_path / "shop")
    assert read_subject("./shop") == Tree(tmp_path / "shop")
    assert read_subject("shop.example.com") == Service("https://shop.example.com/")
    with pytest.raises(UsageError, match="no such folder"):
        read_subject("~/no-such-folder-here")


def test_the_usual_port_is_left_out_of_an_address() -> None:
    service = Service("https://shop.example.com:8443/", http_port=8080)
    assert service.at("https", "/in") == "https://shop.example.com:8443/in"
    assert service.at("http") == "http://shop.example.com:8080/"
    assert Service("https://shop.example.com/").at("http") == "http://shop.example.com/"
    assert Service("https://[2001:db8::1]/").at("https") == "https://[2001:db8::1]/"


def test_what_the_team_lives_with_has_its_reason() -> None:
    service = Service("https://shop.example.com/", ignore=(Ignored("AWSALB", "set by the load balancer"),))
    assert service.reason_to_ignore("AWSALB") == "set by the load balancer"
    assert service.reason_to_ignore("sessionid") == ""
