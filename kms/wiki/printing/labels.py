"""What is printed: the footer of a page, labels, and the kinds of labels that are sold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintFooter:
    """What stands below a printed text: `date` in words, `short` the address as people type it, `code` its QR code."""

    title: str
    revision: int
    date: str
    address: str
    short: str
    code: str


@dataclass(frozen=True)
class PrintLabel:
    """One thing to stick on or to hang up; `length` says how large the title can be written."""

    title: str
    short: str
    code: str
    length: str


@dataclass(frozen=True)
class LabelSize:
    """A kind of label as it is bought: `name` is the class that the style sheet knows, `places` are on one sheet."""

    name: str
    places: int = 1


LABEL_SIZES = {
    size.name: size
    for size in (LabelSize("sheet70", 24), LabelSize("sheet105", 8), LabelSize("roll62"), LabelSize("roll89"))
}
