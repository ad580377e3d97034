"""Nothing that somebody writes into a page can run in a reader's browser."""

import random
import threading

import nh3
import pytest
from brs_kb import get_all_payloads
from hypothesis import given, settings
from hypothesis import strategies as st

from kms.markup import clean
from kms.markup.render import render
from tests.markup.oracle import depth, faults

WRAPPERS = ("{}", "# {}\n\n> {}", "[x]({})", "![{}]({})", "[[{}|{}]]", "| {} |\n| --- |\n| {} |", "```{}\n{}\n```")
SECURITY_CASES = [
    "<script>alert(1)</script>",  # X1
    "[x](javascript:alert(1))",  # X2
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "[x](javascript\u200b:alert(1))",  # X3
    "[x](\u2060java\u00adscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",  # X4
    "[x](vbscript:msgbox(1))",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x](y "t\\" onerror=alert(1)")',  # X5
    '![a" onerror="alert(1)](x)',
    '# "><img src=x onerror=alert(1)>',  # X6
    "# toc1\n# csrf_token\n# body",  # X7
    '```{figure} x.png\n:class: x" onload=alert(1)\n```',  # X8
    '.. image:: x\n   :width: 1" onload=alert(1)',
    "$<img src=x onerror=alert(1)>$",  # X9
    "<svg><p><style><!--</style><img src=x onerror=alert(1)>",  # X10
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<a href=x formaction=javascript:alert(1)>x</a>",  # X11
    "<button formaction=javascript:alert(1)>x</button>",
    "{{constructor.constructor('alert(1)')()}}",  # X12
    '<style>body{display:none}</style><div style="position:fixed">x</div>',  # X13
    '<meta http-equiv=refresh content="0;url=//evil"><base href=//evil><form action=//evil></form>',  # X14
    "[[javascript:alert(1)]] [[../../admin]]",  # X39
    '[[x"onclick=alert(1)|<img src=x onerror=alert(1)>]]',
    "| <script>a</script> |\n| --- |\n| [x](javascript:a) |",  # X43
    "a[^<img>]\n\n[^<img>]: <img src=x onerror=alert(1)>",
    '<img srcset="x 1x"><video poster=javascript:a><body background=javascript:a>',  # X44
    '```" onload=alert(1)\n<script>\n```',
    '[x](\\\\srv\\a"onclick=alert(1))',
]


@pytest.mark.parametrize("source", SECURITY_CASES)
def test_a_known_attack_is_text(source: str) -> None:
    assert faults(render(source).html) == []


def test_a_script_is_shown_as_text() -> None:
    assert render("a <script>alert(1)</script>").html == "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def test_every_id_that_a_writer_chooses_is_prefixed() -> None:
    assert all(heading.id.startswith("h-") for heading in render("# csrf_token\n# body\n# fn-1\n").headings)


def test_a_refused_address_is_not_listed_as_a_link() -> None:
    assert render("[x](javascript:a) ![y](data:image/png,z)").links == ()


@pytest.mark.parametrize("source", SECURITY_CASES)
def test_the_page_is_safe_even_without_the_sanitiser(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "bleached", lambda html: html)
    assert faults(render(source).html) == []


def _payloads() -> list[str]:
    return sorted({str(entry["payload"]) for entry in get_all_payloads().values()})


def _assert_harmless(payload: str) -> None:
    for wrapper in WRAPPERS:
        html = render(wrapper.replace("{}", payload)).html
        assert faults(html) == [], (wrapper, payload)


def test_a_sample_of_published_payloads_does_nothing() -> None:
    for payload in random.Random(7).sample(_payloads(), 300):
        _assert_harmless(payload)


@pytest.mark.prove
def test_all_published_payloads_do_nothing() -> None:
    payloads = _payloads()
    assert len(payloads) > 4_000
    for payload in payloads:
        _assert_harmless(payload)


def test_nh3_finds_nothing_that_bleach_left() -> None:
    attributes = {tag: {"class", "id", "href", "src", "title", "alt", "loading", "type", "start"} for tag in clean.TAGS}
    for payload in random.Random(8).sample(_payloads(), 200):
        html = render(f"{payload}\n\n[x]({payload})").html
        again = nh3.clean(html, tags=set(clean.TAGS), attributes=attributes, link_rel=None)
        assert html.count("<a ") == again.count("<a ") and html.count("<img") == again.count("<img")
        assert html.count("href=") == again.count("href=") or "mailto:" in html


PIECES = [*"ab <>&\"'`*_~[]()!|#-+:/\\\n\t$^{}=.1", "javascript:", "http://", "[[", "]]", "<!--", "\n\n", "    "]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_becomes_safe_html(text: str) -> None:
    page = render(text)
    assert faults(page.html) == [] and depth(page.html) <= 100


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_unicode_becomes_safe_html(text: str) -> None:
    assert faults(render(text).html) == []


def test_two_threads_never_mix_their_pages() -> None:
    texts = [f"# T{n}\n\n[[L{n}]] a[^1]\n\n[^1]: F{n}\n" + "".join(f"## K{n}\n" for _ in range(20)) for n in range(8)]
    expected = [render(text) for text in texts]
    wrong: list[int] = []

    def work(number: int) -> None:
        wrong.extend(number for _ in range(15) if render(texts[number]) != expected[number])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
