"""HTML that skips the sanitiser is HTML that the sanitiser would not change."""

import random

import pytest
from brs_kb import get_all_payloads
from hypothesis import given, settings
from hypothesis import strategies as st

from kms.markup import parser
from kms.markup.clean import bleached
from kms.markup.html import PageRenderer
from kms.markup.known_html import is_known
from tests.markup.oracle import faults
from tests.markup.test_commonmark import examples

PAGE = """# A "q" & b – ü

Words *e* **s** ~~d~~ `c <x>` [y](https://a.example/b?c=1&d=2#e), <https://a.example>, www.example.org, [p](/p/12),
[h](#a-q--b), [[Page]], [[Page#Part|word]], ![x](/files/1/a.png) &amp;lt; 😀  
below[^1]

- a
  - b

    c
- [x] d

3. e

> f

> [!NOTE]
> g

| a | b |
|:--|---|
| 1 | *2* |

```python
x = "1"  # <y>
```

    indented

---

$x$

[^1]: note
"""  # noqa: W291
NAMES = """
p em a ul li ol code pre table thead tbody tr td th h2 span sup label blockquote strong del section div script
"""
TREES = NAMES.split()
ODD = [
    "<br>",
    "<hr>",
    "<svg>",
    "<style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<math>",
    "<select>",
    "<template>",
    "<plaintext>",
]
TAGS = [f"<{end}{name}>" for name in TREES for end in ("", "/")] + ODD
WHOLE = [
    '<a href="/p/1">',
    '<a href="//a.example/">',
    '<a href="javascript:alert(1)">',
    '<a href="#h-x">',
    '<a href="/a:b">',
    '<a href="https://a.example/?b&amp;c" class="external" rel="noreferrer noopener nofollow">',
    '<a class="wiki-link" data-wiki="1">',
    '<h2 id="h-ü">',
    '<h2 id="x">',
    '<li class="task">',
    '<div class="formula">',
    '<input type="checkbox" disabled>',
    '<img src="/files/1/a.png" alt="x" loading="lazy">',
    '<img src="x" onerror="a">',
    '<pre class="highlight">',
    '<code class="language-py">',
    '<span class="k">',
    '<span style="a">',
    '<td class="align-left">',
    '<p class="callout-title" data-word="note">',
    '<div class="callout callout-tip">',
    '<sup class="footnote-ref">',
]
SIGNS = [
    *"ab \n\t&<>\"'=/;#\x00\x0c\r\x7f\x9f\u2028\ud800\ufffe",
    "&amp;",
    "&lt;",
    "&#60;",
    "&amp;lt;",
    "&quot",
    "&copy;",
]


def kept(html: str) -> bool:
    return not is_known(html) or bleached(html) == html


def test_ordinary_page_html_is_known() -> None:
    blocks = [block for block in PageRenderer().blocks(parser.parse(PAGE, maths=True)) if block]
    assert len(blocks) == 12
    assert [block for block in blocks if not is_known(block)] == []
    assert [block for block in blocks if bleached(block) != block] == []


def test_the_sanitiser_changes_no_known_block_of_the_specification() -> None:
    blocks = [block for _, source, _ in examples() for block in PageRenderer().blocks(parser.parse(source)) if block]
    assert sum(map(is_known, blocks)) > len(blocks) / 2
    assert [block for block in blocks if not kept(block)] == []


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*TAGS, *WHOLE, *SIGNS]), max_size=12).map("".join))
def test_known_mixes_of_tags_are_unchanged_by_the_sanitiser(html: str) -> None:
    assert kept(f"<p>{html}</p>") and kept(f"<ul><li>{html}</li></ul>") and kept(html)


def tree(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, max_size=4).map("".join)
    return st.tuples(st.sampled_from(TREES), inside).map(lambda made: f"<{made[0]}>{made[1]}</{made[0]}>")


LEAVES = st.one_of(st.text(max_size=5), st.sampled_from(["<br>", "<hr>", "\n", "a &amp;amp; b", *WHOLE]))


@settings(max_examples=500, deadline=None)
@given(st.recursive(LEAVES, tree, max_leaves=12))
def test_known_trees_of_tags_are_unchanged_by_the_sanitiser(html: str) -> None:
    assert kept(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a",
        "<p>a</em></p>",
        "<p><p>a</p></p>",
        "<p>a & b</p>",
        "<p>&copy;</p>",
        "<p onclick=a>b</p>",
        '<p id="x">b</p>',
        "<em>a</em>",
        "<p><ul><li>a</li></ul></p>",
        '<p><a href="javascript:alert(1)">b</a></p>',
        '<p><a href="//a.example">b</a></p>',
        '<p><a href="/a">b<a href="/c">d</a></a></p>',
        "<table>a<tbody><tr><td>b</td></tr></tbody></table>",
        "<pre>\na</pre>",
        "<p>\x07</p>",
        "<script>a</script>",
        "<p><!-- a --></p>",
    ],
)
def test_anything_else_goes_to_the_sanitiser(html: str) -> None:
    assert not is_known(html)


def test_no_published_payload_is_known() -> None:
    payloads = sorted({str(entry["payload"]) for entry in get_all_payloads().values()})
    for payload in random.Random(9).sample(payloads, 1500):
        for html in (payload, f"<p>{payload}</p>", f'<p><a href="{payload}">a</a></p>'):
            assert kept(html) and not (is_known(html) and faults(html)), html
