"""Addresses without a scheme in a source tree: what is one, what only looks like one, and what is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.source_case import facts_of, look, spots_of, told
from watchword.check.finding import Outcome
from watchword.check.source.facts import Unread
from watchword.check.source.relative_urls import CHECK, judge
from watchword.check.source.relative_urls_rule import RULE
from watchword.check.source.rule import SourceFile

RELATIVE = [
    ("page.html", '<script src="//cdn.example.com/a.js"></script>'),
    ("page.html", "<a href=//cdn.example.com/a>"),
    ("page.html", '<img\n  src = "//cdn.example.com/a.png">'),
    ("page.html", '<img srcset="a.png 1x, //cdn.example.com/b.png 2x">'),
    ("page.html", '<form action="//cdn.example.com/in">'),
    ("page.html", '<meta http-equiv="refresh" content="3; url=//cdn.example.com/">'),
    ("page.html", '<meta property="og:image" content="//cdn.example.com/a.png">'),
    ("page.html", '<!--[if lt IE 9]><script src="//cdn.example.com/a.js"></script><![endif]-->'),
    ("page.html", '<div style="background: url(//cdn.example.com/a.png)">'),
    ("page.html", "<style>@import '//cdn.example.com/a.css';</style>"),
    ("page.html.erb", '<img src="//<%= host %>/a.png">'),
    ("page.html.erb", '<%= image_tag "//cdn.example.com/a.png" %>'),
    ("page.html.erb", "<%= javascript_include_tag('//cdn.example.com/a.js') %>"),
    ("page.haml", "%script{ src: '//cdn.example.com/a.js' }"),
    ("page.haml", "%img{:src => '//cdn.example.com/a.png'}"),
    ("page.slim", "script src='//cdn.example.com/a.js'"),
    ("page.njk", '<img src="//{{ host }}/a.png">'),
    ("page.liquid", '<link rel="stylesheet" href="//cdn.example.com/a.css">'),
    ("page.ejs", '<script src="//cdn.example.com/a.js"></script>'),
    ("page.vue", '<template><img src="//cdn.example.com/a.png"></template>'),
    ("page.svelte", '<img src="//cdn.example.com/a.png">'),
    ("page.php", '<img src="//<?= $host ?>/a.png">'),
    ("page.jsx", 'const a = <img src="//cdn.example.com/a.png" />;'),
    ("page.tsx", 'const a = <img src={"//cdn.example.com/a.png"} />;'),
    ("page.tsx", "const a = <img src={`//${host}/a.png`} />;"),
    ("page.js", 'script.src = "//cdn.example.com/a.js";'),
    ("page.js", 'load({ url: "//cdn.example.com/a.json" });'),
    ("page.ts", "element.href = '//cdn.example.com/a';"),
    ("page.css", "body { background: url(//cdn.example.com/a.png) }"),
    ("page.css", '@import "//cdn.example.com/a.css";'),
    ("page.scss", "a { background: url('//cdn.example.com/a.png') }"),
    ("page.less", "a { background: url(//cdn.example.com/a.png) }"),
    ("config/production.rb", 'config.asset_host = "//cdn.example.com"'),
    ("page.rb", "image_url(path, protocol: :relative)"),
    ("settings.py", 'STATIC_URL = "//cdn.example.com/static/"'),
    ("config.yml", "asset_host: //cdn.example.com"),
    (".env.production", "ASSETS_URL=//cdn.example.com"),
]
OTHER = [
    ("page.html", '<script src="https://cdn.example.com/a.js"></script>'),
    ("page.html", '<a href="/a//b">'),
    ("page.html", '<a href="//">'),
    ("page.html", '<a href="///a">'),
    ("page.html", '<!-- <script src="//cdn.example.com/a.js"></script> -->'),
    ("page.html", '<link rel="dns-prefetch" href="//cdn.example.com">'),
    ("page.html", '<link href="//cdn.example.com" rel=preconnect>'),
    ("page.html", "<p>Write // or //cdn.example.com here</p>"),
    ("page.html.erb", '<%# <img src="//cdn.example.com/a.png"> %>'),
    ("page.html.erb", '<%= preconnect_link_tag "//cdn.example.com" %>'),
    ("page.haml", '-# %img{ src: "//cdn.example.com/a.png" }'),
    ("page.njk", '{# <img src="//cdn.example.com/a.png"> #}'),
    ("page.hbs", '{{!-- <img src="//cdn.example.com/a.png"> --}}'),
    ("page.js", "a = b; // src = c"),
    ("page.js", '// script.src = "//cdn.example.com/a.js";'),
    ("page.js", '/* script.src = "//cdn.example.com/a.js"; */'),
    ("page.js", 'if (address.startsWith("//")) return;'),
    ("page.js", 'const safe = !path.match("//evil.example.com");'),
    ("page.js", 'const marks = ["//", "#"];'),
    ("page.ts", "const source = a //b\n  / c;"),
    ("page.css", "/* url(//cdn.example.com/a.png) */"),
    ("page.css", "@namespace svg url(//www.example.com/svg);"),
    ("page.scss", "// background: url(//cdn.example.com/a.png)"),
    ("page.scss", "a { background: url($host) }"),
    ("page.py", '# STATIC_URL = "//cdn.example.com"'),
    ("page.py", 'pattern = re.compile(r"//(\\w+)")'),
    ("page.go", 'fmt.Println("//host")'),
    ("notes.md", '<script src="//cdn.example.com/a.js"></script>'),
    ("dist/page.js", 'script.src = "//cdn.example.com/a.js";'),
    ("page.min.js", 'script.src = "//cdn.example.com/a.js";'),
    ("config.json", '{"homepage": "//cdn.example.com"}'),
]


@pytest.mark.parametrize(("path", "text"), RELATIVE)
def test_an_address_without_a_scheme_fails(path: str, text: str) -> None:
    assert len(spots_of(RULE, {path: text})) == 1
    assert look(CHECK, RULE, {path: text}).outcome is Outcome.FAIL


@pytest.mark.parametrize(("path", "text"), OTHER)
def test_what_only_looks_like_one_does_not(path: str, text: str) -> None:
    assert look(CHECK, RULE, {path: text}).outcome is Outcome.PASS


def test_the_place_and_the_address_are_told() -> None:
    finding = look(CHECK, RULE, {"app/page.html": '\n\n<img src="//cdn.example.com/a.png">'})
    assert "app/page.html:3: src //cdn.example.com/a.png" in told(finding)
    assert finding.remedy is not None
    assert "https://cdn.example.com/a.png" in finding.remedy.steps[0]


def test_what_a_template_puts_into_an_address_is_told_whole() -> None:
    finding = look(CHECK, RULE, {"page.html": '<img src="//{{ host | safe }}/a.png">'})
    assert "//{{ host | safe }}/a.png" in told(finding)


def test_a_setting_that_is_put_before_others_stands_first() -> None:
    files = {
        "a.html": '<img src="//cdn.example.com/a.png">',
        "z.rb": 'config.asset_host = "//cdn.example.com"',
    }
    finding = look(CHECK, RULE, files)
    assert finding.evidence[0].source == "z.rb:1"
    assert finding.remedy is not None
    assert finding.remedy.steps[0].startswith("Set the address with https:// in z.rb:1")


def test_the_remedy_is_for_the_framework() -> None:
    finding = look(CHECK, RULE, {"page.html.erb": '<img src="//cdn.example.com/a.png">'})
    assert "config.asset_host" in told(finding)


def test_tests_and_examples_are_counted_apart_and_decide_nothing() -> None:
    finding = look(CHECK, RULE, {"tests/page.html": '<img src="//cdn.example.com/a.png">'})
    assert finding.outcome is Outcome.PASS
    assert "in tests and examples: 1 more" in told(finding)


def test_an_address_that_stands_often_is_counted_once() -> None:
    page = '<img src="//cdn.example.com/a.png">\n' * 30
    finding = look(CHECK, RULE, {"page.html": page})
    assert finding.summary.startswith("1 address leaves out the scheme, in 30 places")
    assert "10 more, not listed here" in told(finding)


def test_an_empty_tree_tells_nothing() -> None:
    assert look(CHECK, RULE, {}).outcome is Outcome.UNKNOWN


def test_what_was_not_read_is_named() -> None:
    facts = facts_of(
        RULE, {"a.html": ""}, unread=[Unread("b.html", "It may not be read.")], left_out=["More."]
    )
    said = told(judge(facts, {}))
    assert "b.html: not read: It may not be read." in said
    assert "not read: More." in said


def test_one_file_is_told_of_within_limits() -> None:
    page = '<img src="//cdn.example.com/a.png">\n' * 5000
    assert len(spots_of(RULE, {"page.html": page})) == 400


@given(
    st.text(alphabet="<>=\"'`/ aA{}#%-!\n.:;()srchef,*\\", max_size=300),
    st.sampled_from([".html", ".js", ".scss", ".rb", ".vue"]),
)
def test_no_text_makes_it_fail_or_name_a_line_that_is_not_there(text: str, suffix: str) -> None:
    file = SourceFile(f"page{suffix}", text.encode())
    assert all(1 <= spot.line <= len(file.lines) for spot in RULE.read(file))
