"""What an import reports: counted in an `ImportTally`, returned as an `ImportReport`."""

from dataclasses import dataclass, field

from kms.wiki.importing.storing import NEW, StoredFile


@dataclass(frozen=True)
class ImportReport:
    """The result of an import.

    `new`, `changed`, `unchanged` and `skipped` count files; `folders` counts pages created for folders without one;
    `broken_links` are (page, target) pairs, `converted` the pages whose raw HTML became Markdown.
    """

    read: int
    new: int
    changed: int
    unchanged: int
    skipped: int
    folders: int
    attachments: int
    skipped_why: list[list[str]]
    broken_links: list[list[str]]
    converted: list[str]

    def lines(self) -> list[str]:
        """The report as text lines."""
        return [
            f"Pages: {self.read} read, {self.new} new, {self.changed} changed, {self.unchanged} unchanged.",
            f"New pages for folders: {self.folders}. Attachments taken in: {self.attachments}.",
            f"Skipped: {self.skipped}.",
            *(f"  {path}: {reason}" for path, reason in self.skipped_why),
            f"Raw HTML became Markdown on {len(self.converted)} pages.",
            *(f"  {path}" for path in self.converted),
            f"Broken links: {len(self.broken_links)}.",
            *(f"  {path}: {target or '(empty)'}" for path, target in self.broken_links),
        ]


@dataclass
class ImportTally:
    """Collects the counts and entries of the report."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("new", "changed", "same", "folders"), 0))
    verdicts: dict[str, str] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    skipped: list[list[str]] = field(default_factory=list)
    broken: list[list[str]] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)

    def stored(self) -> list[int]:
        """The ids of the pages that got a new or changed text."""
        return [self.pages[path] for path, verdict in self.verdicts.items() if verdict in ("new", "changed")]

    def count(self, arrival: StoredFile, verdict: str) -> None:
        """Record the verdict on a page: `new`, `changed`, `same`, or the reason it was skipped."""
        path = arrival.node.source_path
        self.broken += [[path, target] for target in arrival.ready.left]
        self.verdicts[path], self.pages[path] = verdict, arrival.page_id
        if verdict not in self.counts:
            self.skipped.append([path, verdict])
        elif arrival.node.has_file:
            self.counts[verdict] += 1
        elif verdict == NEW:
            self.counts["folders"] += 1

    def report(self, read: int) -> ImportReport:
        """The finished report; `read` is the number of Markdown files."""
        counts, skipped, broken = self.counts, sorted(self.skipped), sorted(self.broken)
        return ImportReport(
            read, counts["new"], counts["changed"], counts["same"], len(skipped), counts["folders"], len(self.taken),
            skipped, broken, sorted(self.converted),
        )  # fmt: skip
