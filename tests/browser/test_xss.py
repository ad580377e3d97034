"""Nothing that anybody writes, names or uploads runs in a reader's browser (cases X1 to X33, B14 and B15).

The oracle is the browser itself: an open dialog; an element, attribute or address that could run; and what the
Content-Security-Policy had to block, which must be nothing.
"""

import io
import random
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from brs_kb import get_all_payloads
from playwright.sync_api import Page, expect

from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft, PersonDraft
from kms.accounts.models import LEAD
from kms.accounts.people import service as people
from kms.files.service import store_upload
from kms.signin.passwords import hash_where_given
from kms.wiki.files import service as files
from tests import make
from tests.browser import hands
from tests.browser.company import Company, edit_page
from tests.browser.hands import as_markdown, as_rich_text, give
from tests.browser.visitor import Visitor
from tests.sampling import part

pytestmark = pytest.mark.browser

HOOK = """
window.__ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (...words) => { window.__ran.push(`${name}(${words})`); };
}
"""

SCAN = """() => {
  const found = [...window.__ran, ...window.__refused.map((what) => `refused: ${what}`)];
  const here = location.origin;
  const MANIFEST = here + "/app.webmanifest";
  const FOREIGN = ["iframe", "frame", "object", "embed", "applet", "base", "math", "style", "noscript", "template"];
  const ATTRIBUTES = ["style", "srcdoc", "formaction", "srcset", "ping", "background"];
  const HARMLESS = ["http:", "https:", "mailto:", "tel:", "ftp:", ":"]; // ":" leads nowhere
  const own = (address) => new URL(address, location.href).origin === here;
  for (const element of document.querySelectorAll("*")) {
    const prose = element.closest(".prose");
    const name = element.localName;
    const tell = (what) => found.push(`${what}: ${element.outerHTML.slice(0, 200)}`);
    if (FOREIGN.includes(name)) tell("element");
    if (name === "script" && !element.src.startsWith(here + "/static/")) tell("script");
    if (name === "link" && !element.href.startsWith(here + "/static/") && element.href !== MANIFEST) tell("link");
    if (name === "svg" && !(prose ? ["icon"] : ["icon", "qr"]).includes(element.getAttribute("class"))) tell("drawing");
    if (name === "use" && !element.getAttribute("href").startsWith("/static/")) tell("use");
    if (name === "meta" && element.httpEquiv) tell("meta");
    if (name === "form" && (prose || !own(element.getAttribute("action") ?? ""))) tell("form");
    for (const attribute of element.attributes) {
      // the editor places its own parts by their style; no attribute of a text reaches them
      const placed = attribute.name === "style" && element.closest(".editor-place, .editor-bar, .bubble, .choices");
      if (/^on/i.test(attribute.name) || (ATTRIBUTES.includes(attribute.name) && !placed)) tell(attribute.name);
    }
    for (const id of [element.id, element.getAttribute("name")]) {
      if (id && prose && id in document && id in Document.prototype) tell("clobbers");
    }
    if (name === "area") tell("area");
    if (name === "a" && element.hasAttribute("href") && !HARMLESS.includes(element.protocol)) tell("address");
  }
  return found;
}"""

# what a visitor sends comes back in the page
ECHOES = (
    "/search?q=", "/search?q=x&tag=", "/search?q=x&by=", "/search?q=x&space=", "/bookmarks?tag=", "/bookmarks?by=",
    "/bookmarks/new?title=", "/bookmarks/new?url=", "/bookmarks/new?tags=", "/tag?name=", "/spaces/handbuch/new?title=",
    "/spaces/handbuch/choose?title=", "/pages/new?title=", "/bookmarks?site=", "/changes?cursor=", "/",
)  # fmt: skip
MARKUP = "<img src=x onerror=alert(1)>"
CLOSING = "\"'></title></textarea></script><script>alert(1)</script>" + MARKUP
SCRIPT = "javascript:alert(1)"

PAGE = r"""<script>alert(1)</script>

[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1))
[c](java	script:alert(1)) [d](javascript&colon;alert(1)) [e](&#106;avascript:alert(1))

[f](javascript​:alert(1)) [g](data:text/html,<script>alert(1)</script>) [h](vbscript:alert(1))
[i](file:///etc/passwd) <javascript:alert(1)>

![j](x "t\" onerror=alert(1)") ![k" onerror="alert(1)](x) ![l](javascript:alert(1)) ![m](//evil.test/x.png)

# "><img src=x onerror=alert(1)>

## toc1

## csrf_token

## getElementById

```{figure} x.png
:class: x" onload=alert(1)
```

$<img src=x onerror=alert(1)>$

<svg><p><style><!--</style><img src=x onerror=alert(1)>

<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">

<a href=x formaction=javascript:alert(1)>x</a> <button formaction=javascript:alert(1)>x</button>

{{constructor.constructor('alert(1)')()}} ${alert(1)} #{alert(1)} <%= alert(1) %>

<style>body{display:none}</style><div style="position:fixed;inset:0">x</div>

<meta http-equiv=refresh content="0;url=//evil.test">
<base href=//evil.test> <form action=//evil.test><input name=x></form>

[[javascript:alert(1)]] [[../../admin]] [[x"onclick=alert(1)|<img src=x onerror=alert(1)>]] [[https://evil.test]]

| <script>a</script> |
| --- |
| [x](javascript:a) <img src=x onerror=alert(1)> |

a[^<img>]

[^<img>]: <img src=x onerror=alert(1)>

<img srcset="x 1x"><video poster=javascript:a><body background=javascript:a>

\\srv\a"onclick=alert(1)

```" onload=alert(1)
<script>alert(1)</script>
```
"""


@pytest.fixture
def reader(visit) -> Visitor:
    """A window that detects anything that runs."""
    ana = visit("ana")
    ana.context.add_init_script(HOOK)
    ana.page.on(
        "dialog", lambda dialog: (ana.complaints.append(f"a dialog opened: {dialog.message}"), dialog.dismiss())
    )
    return ana


def look(visitor: Visitor, path: str, found: list[str]) -> Page:
    """Open an address and scan the resulting page."""
    page = visitor.open(path)
    page.wait_for_timeout(30)
    found += [f"{path} {fault}" for fault in page.evaluate(SCAN)]
    return page


@pytest.fixture(scope="module")
def attacked(company: Company) -> dict[str, Any]:
    """Payloads in every place that accepts text."""
    with company.runtime.database.transaction() as session:
        made: dict[str, Any] = {"page": make.page(session, "ana", "handbuch", CLOSING, PAGE, tags=(MARKUP, '"><b>tag'))}
        edit_page(
            session,
            "ben",
            made["page"],
            PAGE.replace("<script>", "<scr\nipt>").replace("onerror", "ONERROR"),
            f"{CLOSING} zwei",
        )
        made["below"] = make.page(
            session,
            "ana",
            "handbuch",
            f"{{{{7*7}}}} {MARKUP}",
            "[[" + CLOSING.replace("]", "") + "]]",
            parent=made["page"],
        )
        draft = PersonDraft("mallory", CLOSING[:190], "mallory@example.org", make.PASSWORD)
        person = people.create_person(session, draft, hash_where_given(make.PASSWORD))
        made["group"] = groups.create_group(session, GroupDraft(f"{MARKUP} Gruppe", CLOSING)).id
        for member in (person.id, make.actor(session, "ana").person_id):
            groups.put_member(session, made["group"], member, LEAD)
        made["foreign"] = make.page(session, "mallory", "handbuch", "Von Mallory", MARKUP)
        made["bookmark"] = make.bookmark(
            session, "mallory", "https://example.org/x?a='\"><script>alert(1)</script>", CLOSING,
            audience=f"group:{made['group']}", tags=(MARKUP, "xss"), description=CLOSING,
        )  # fmt: skip
        store = company.runtime.files
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
        html = b"<!doctype html><script>alert(1)</script>"
        contents = {
            '"><img src=x onerror=alert(1)>.svg': svg,
            "bild.png": html,
            "seite.html": html,
            "a.xhtml": html,
            "b.xml": svg,
        }
        made["files"] = []
        for name, content in contents.items():
            upload = store_upload(store, store.receive(io.BytesIO(content), 1_000_000), name)
            made["files"].append(files.attach(session, make.actor(session, "ana"), "handbuch", made["page"], upload))
        pictures = "\n\n".join(f"![]({row.address})" for row in made["files"])
        made["pictures"] = make.page(session, "ana", "handbuch", "Bilder", pictures)
    return made


def test_payloads_everywhere_stay_text(reader: Visitor, attacked: dict[str, Any]) -> None:
    page_id, found = attacked["page"], []
    look(reader, f"/p/{page_id}", found)
    assert (
        "<script>alert(1)</script>" in look(reader, f"/p/{page_id}/revisions/1", found).locator(".prose").inner_text()
    )
    look(reader, f"/p/{attacked['below']}", found)
    look(reader, f"/p/{attacked['pictures']}", found)
    look(reader, f"/p/{attacked['foreign']}", found)
    for path in ("edit", "history", "compare?from=1&to=2", "compare?from=1&to=2&view=inline", "move"):
        look(reader, f"/p/{page_id}/{path}", found)
    for path in (
        "/",
        "/changes",
        "/spaces/handbuch",
        "/spaces/new",
        "/tags",
        "/groups",
        f"/groups/{attacked['group']}",
        "/bookmarks",
        "/bookmarks/new",
    ):
        look(reader, path, found)
    look(reader, f"/b/{attacked['bookmark']}", found)
    for path in ECHOES:
        look(reader, path + quote(CLOSING, safe=""), found)
    look(reader, f"/{quote(MARKUP, safe='')}", found)
    assert found == []


def test_results_highlight_words_in_markup_without_creating_any(
    reader: Visitor, company: Company, attacked: dict[str, Any]
) -> None:
    company.runtime.worker().drain(("index",))
    found: list[str] = []
    for words in ("alert", "onerror img", "script mark", '"<script>alert"'):
        page = look(reader, f"/search?q={quote(words)}", found)
    look(reader, "/search?q=alert", found)
    expect(page.locator("main")).to_contain_text("alert")
    page.locator(".topbar input[type=search]").fill("")
    page.locator(".topbar input[type=search]").press_sequentially("aler")
    page.get_by_role("option").first.wait_for()
    found += page.evaluate(SCAN)
    assert found == []


def test_tags_names_and_the_preview_stay_text_while_typing(reader: Visitor, attacked: dict[str, Any]) -> None:
    page = reader.open("/bookmarks/new")
    page.locator("#tags").press_sequentially("<im")
    expect(page.get_by_role("option").first).to_have_text(MARKUP)
    assert page.evaluate(SCAN) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#tags")).to_have_value(f"{MARKUP}, ")
    reader.open("/spaces/handbuch/new")
    hands.write(page, PAGE)
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("[data-preview-pane]")).to_contain_text("alert(1)")
    assert page.evaluate(SCAN) == []
    give(page, "drop", f"{MARKUP.replace('/', '')}.png", b"GIF89a=alert(1)//", "image/gif")
    expect(page.locator("[data-upload-state]")).not_to_be_empty()
    as_rich_text(page)
    page.wait_for_timeout(300)
    assert page.evaluate(SCAN) == []
    as_markdown(page)
    hands.write(page, "")


def test_bookmarks_accept_no_executable_address(reader: Visitor) -> None:
    page = reader.open("/bookmarks/new")
    for address in (
        SCRIPT,
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "\x01javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
    ):
        page.locator("#url").fill(address)
        page.get_by_role("button", name="Speichern").click()
        expect(page.locator("#url-error")).to_be_visible()
    assert page.evaluate(SCAN) == []


def test_files_that_could_run_are_downloaded_and_never_shown(reader: Visitor, attacked: dict[str, Any]) -> None:
    page = reader.open("/")
    for file in attacked["files"]:
        with page.expect_download() as download:
            page.evaluate("(address) => { location.href = address }", file.address)
        assert download.value.suggested_filename
        assert page.url == f"{reader.address}/" and page.evaluate("window.__ran") == []


def payloads() -> list[str]:
    """Those of the brs-kb collection, each once."""
    return sorted({str(entry["payload"]) for entry in get_all_payloads().values()})


def batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Several at a time; those with a fence last, because it swallows what follows."""
    ordered = sorted(texts, key=lambda text: "```" in text or "~~~" in text)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


WRAPPERS = ("{}", "> {}", "[x]({})", "![x]({})", "[[{}]]", "## {}", "- {}\n")


def write(company: Company, batch: Sequence[str], number: int) -> tuple[int, int]:
    """A page that has each payload in a wrapper of its own, and a bookmark that carries some."""
    wrapped = [WRAPPERS[(number + at) % len(WRAPPERS)].format(payload) for at, payload in enumerate(batch)]
    text = "\n\n***\n\n".join(wrapped)
    line = " ".join(batch[0].split())[:300] or "leer"
    with company.runtime.database.transaction() as session:
        page = make.page(session, "ana", "handbuch", f"{number} {line}", text)
        bookmark = make.bookmark(
            session, "ana", f"https://example.org/{number}/{quote(line)[:500]}", line, description=text[:9000]
        )
    return page, bookmark


def run(reader: Visitor, company: Company, texts: Sequence[str], size: int) -> list[str]:
    """Write, open and scan them all."""
    found: list[str] = []
    for number, batch in enumerate(batches(texts, size)):
        page, bookmark = write(company, batch, number)
        look(reader, f"/p/{page}", found)
        look(reader, f"/b/{bookmark}", found)
    return found


def test_a_sample_of_known_payloads_does_nothing(reader: Visitor, company: Company) -> None:
    assert run(reader, company, random.Random(5).sample(payloads(), 200), 40) == []


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_known_payloads_do_nothing(reader: Visitor, company: Company) -> None:
    """A third of them; all with `dev.py prove xss --full`."""
    assert run(reader, company, part(payloads()[::3], payloads()), 60) == []
