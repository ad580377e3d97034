"""A prepared page change that is not stored yet."""

from dataclasses import dataclass, field

from kms.markup.model import Rendered
from kms.wiki.links.repair import LinkRepair


@dataclass(frozen=True)
class PreparedEdit:
    """A change that is ready to be stored on top of revision `head_id`."""

    head_id: int
    title: str
    text: str
    tags: tuple[str, ...]
    summary: str
    rendered: Rendered
    unchanged: bool
    merged: bool
    others: tuple[str, ...] = ()
    """Who saved since the base, if anything was merged."""
    repairs: list[LinkRepair] = field(default_factory=list)
