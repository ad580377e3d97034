"""Recognise HTML that bleach would not change, so that `kms.markup.clean` can skip it. An independent and stricter
check: only these tags, each with its complete attributes, each closed where it belongs, and between them only plain
text characters. Everything else, however harmless, goes through bleach."""

import re

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = frozenset(["a", "br", "code", "del", "em", "img", "span", "strong", "sup"])
_BLOCKS = frozenset([*_HEADINGS, "blockquote", "div", "hr", "ol", "p", "pre", "section", "table", "ul"])
_FLOW = _INLINE | _BLOCKS
_WITHIN: dict[str, frozenset[str]] = {
    **dict.fromkeys(("a", "del", "em", *_HEADINGS, "span", "strong", "sup", "td", "th"), _INLINE),
    **dict.fromkeys(("blockquote", "div", "section"), _BLOCKS),
    **dict.fromkeys(("ol", "ul"), frozenset(["li"])),
    **dict.fromkeys(("tbody", "thead"), frozenset(["tr"])),
    "code": frozenset(["span"]),
    "label": _INLINE | {"input"},
    "li": _FLOW | {"label"},
    "p": _INLINE | {"label"},
    "pre": frozenset(["code"]),
    "table": frozenset(["thead", "tbody"]),
    "tr": frozenset(["td", "th"]),
}
"""Allowed children per element, so that no HTML parser would move or close anything."""
_VOID = frozenset(["br", "hr", "img", "input"])

_TEXT = r"[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]++|&(?:amp|lt|gt|quot);"
_PATH = r"(?:[A-Za-z0-9._~/?#=+,;!@%()*$-]|&amp;)*+"
_WEB = rf"https?://[A-Za-z0-9.-]++(?::[0-9]{{1,5}}+)?+(?:[/?#]{_PATH})?+"
_LOCAL = rf"/(?!/){_PATH}|#[\w-]*+"
_ALIGN = r'(?: class="align-(?:left|center|right)")?'
_TAGS = (
    r"/?(?:blockquote|code|del|em|h[1-6]|label|li|ol|p|section|span|strong|sup|table|tbody|td|th|thead|tr|ul)",
    r"/(?:a|div|pre)|br|hr",
    rf'a href="{_WEB}" class="external" rel="noreferrer noopener nofollow"',
    rf'a href="(?:{_LOCAL})"|a class="wiki-link" data-wiki="[0-9]{{1,9}}+"',
    r'a class="footnote-back" href="#fnref-[0-9]++"',
    r'div class="(?:callout callout-[a-z]++|formula)"|p class="callout-title" data-word="[a-z]++"',
    r'h[1-6] id="h-[\w-]*+"|ol start="[0-9]{1,9}+"|li class="task"|li id="fn-[0-9]++"|section class="footnotes"',
    r'input type="checkbox" disabled(?: checked)?',
    r'pre class="highlight"(?=><code)|code class="language-[A-Za-z0-9+#.-]{1,30}+"',
    r'span class="(?:formula|[a-z][a-z0-9]{0,3}+)"|sup class="footnote-ref"(?: id="fnref-[0-9]++")?',
    r'span class="mention" data-name="[\w.-]{1,60}+"',
    rf'img src="(?:{_LOCAL})" alt="[\w .,()-]*+" loading="lazy"',
    rf"t[dh]{_ALIGN}",
)
_KNOWN = re.compile(rf"(?:{_TEXT}|<(?:{'|'.join(_TAGS)})>)*+")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_STRAY = re.compile(r"<(?:/?(?:thead|tbody|tr)|table|/t[dh])>\n?+(?!<)")
"""Text between table cells, which an HTML parser would move out of the table."""


def is_known(html: str) -> bool:
    """Whether the HTML is balanced and consists of known tags only."""
    return html.startswith("<") and bool(_KNOWN.fullmatch(html)) and not _STRAY.search(html) and _is_nested(html)


def _is_nested(html: str) -> bool:
    open_: list[str] = []
    for closes, name in _TAG.findall(html):
        if closes:
            if not open_ or open_.pop() != name:
                return False
        elif name not in (_WITHIN[open_[-1]] if open_ else _BLOCKS) or (name == "a" and "a" in open_):
            return False
        elif name not in _VOID:
            open_.append(name)
    return not open_
