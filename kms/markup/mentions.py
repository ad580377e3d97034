"""Parse `@user_name` into a token; `kms.markup.fill` links the person for each reader."""

import re
from re import Match

from mistune import InlineParser
from mistune.core import InlineState

MENTION = r"(?<![\w@./+\\-])@\w(?:[\w.\-]{0,58}[^\W_])?(?![\w@])"
NAME = re.compile(r"[\w.\-]{1,60}")


def parse_mention(inline: InlineParser, match: Match[str], state: InlineState) -> int | None:
    """Parse a name, whether such a person exists or not; inside a link it is text."""
    if state.in_link:
        inline.process_text(match.group(), state, parse_emphasis=False)
    else:
        state.append_token({"type": "mention", "raw": match.group()})
    return match.end()
