"""Limits on the size and complexity of a page; beyond them it is shown as plain text."""

TEXT_BYTES = 512 * 1024
"""`render` rejects longer sources with `Invalid`."""

INLINE_CHARS = 8 * 1024
"""A longer inline block (paragraph, table cell) is shown as plain text."""

NESTED_CONTAINERS = 20
"""Nesting depth of lists, quotes and inline containers; deeper ones are text."""

HTML_GROWTH = 8
"""HTML longer than this many times its source is not shown as HTML ..."""

HTML_FLOOR = 64 * 1024
"""... unless it is shorter than this."""

HTML_CHARS = 2 * 1024 * 1024
"""HTML longer than this is never shown as HTML."""

HTML_TAGS = 60_000
"""The sanitiser would need seconds for more tags and attributes: the source is shown instead."""

BLANK_LINES = 50
"""Longer runs of blank lines are parsed as if they had this length."""

EMPHASIS_RUNS = 300
"""Runs of `*`, `_` or `~` in one inline block; more make it plain text (matching them is quadratic)."""

PAGE_WORK = 1_000_000
"""Sum of the squares of those runs over the page; beyond it inline blocks are plain text."""

BRACKETS = 600
"""Brackets in one inline block; more make it plain text."""

PAGE_BRACKETS = 20_000
"""Opening brackets per page; beyond it inline blocks are plain text."""

PAGE_SPECIALS = 80_000
"""Special characters per page (emphasis, code, escapes ...); beyond it inline blocks are plain text."""

LINES = 60_000
"""Lines per page (long runs of blank ones count as BLANK_LINES); beyond it the source is shown."""

CONTAINER_CHARS = 3 * 1024 * 1024
"""Characters parsed in all containers (nested ones are parsed once per level); beyond it the source is shown."""

FRONT_MATTER_CHARS = 8 * 1024
"""Longer front matter is shown as text."""

HIGHLIGHT_CHARS = 20_000
"""A longer code block is shown without highlighting."""

HIGHLIGHT_PAGE_CHARS = 60_000
"""Characters of code highlighted per page; the rest is not."""

TABLE_COLUMNS = 200
"""A table with more columns is text."""

TABLE_CELLS = 40_000
"""Table cells per page, including padding; beyond it the source is shown."""

BLOCKS = 25_000
"""Blocks and list items per page; beyond it the source is shown."""

ENTITY_WORK = 2_000_000_000
"""Sum of the squares of `&...;` over the blocks of a page; beyond it the source is shown (bleach is quadratic)."""
