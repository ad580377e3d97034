"""Sort the uploads: texts that become pages, their attachments, browser bookmarks, and skipped files. Paths are
relative to the top of the upload; an archive keeps the name of its single folder, or gets its own. Word files become a
text next to their original and their images (`kms.imports.word`). A file that no text mentions is attached to the page
of its folder, or to a page of its own if there is none."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from posixpath import dirname
from urllib.parse import quote, unquote

from kms.core.errors import Invalid
from kms.core.text import N_, clean_line, fold_key
from kms.core.unpacking import UnpackedItem, UnpackLimits, clean_name, refusal, unpacked
from kms.files.reading import ReadLimits as ReadingLimits
from kms.imports.word import OLD_WORD, TOO_MANY, WordPage, is_old_word, is_word
from kms.wiki.importing.tree import is_markdown, plan

LIMITS = UnpackLimits(files=5_000, total=500_000_000)
WORDS = 200
_ARCHIVES = (".zip", ".tar.gz", ".tgz")
_FAVOURITES = re.compile(rb"<!doctype netscape-bookmark-file-1|<dt>\s*<a\s", re.I)
_NAMED = re.compile(r"""[^\s()<>"'\[\]/\\|]+\.\w{1,8}""")
BAD_ARCHIVE = N_("this archive cannot be opened: it is damaged, locked, or holds too much").id
Progress = Callable[[int, int], None]


@dataclass
class Manifest:
    """All uploads, ready for the import. `titles` and `owners` are as in `kms.wiki.importing.folder.FolderImport`;
    `shown` is the display path of a text derived from another file; `parts` are files that belong to a text and get no
    row of their own; `notes` are remarks by path."""

    items: list[UnpackedItem] = field(default_factory=list)
    favourites: list[UnpackedItem] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    skipped: list[list[str]] = field(default_factory=list)

    def dump(self) -> str:
        return json.dumps({**asdict(self), "parts": sorted(self.parts)}, default=str)


def load(stored: str) -> Manifest:
    """Load what `dump` wrote."""
    found = json.loads(stored)
    for name in ("items", "favourites"):
        found[name] = [UnpackedItem(item["path"], Path(item["file"]), item["size"]) for item in found[name]]
    return Manifest(**{**found, "parts": set(found["parts"])})


@dataclass
class ManifestBuilder:
    """Sorts the uploads into `materials`; derived files are written to `folder`."""

    folder: Path
    limits: ReadingLimits
    has_parent: bool
    progress: Progress = lambda done, total: None
    materials: Manifest = field(default_factory=Manifest)
    seen: set[str] = field(default_factory=set)

    def gather(self, sent: Sequence[UnpackedItem]) -> Manifest:
        """Return everything, sorted by path."""
        for item in sent:
            self._take(item)
        self._read_words()
        self._attach_files()
        self.materials.items.sort(key=lambda item: item.path)
        return self.materials

    def _take(self, item: UnpackedItem) -> None:
        if item.path.lower().endswith(_ARCHIVES):
            self._unpack(item)
        elif _is_favourites(item):
            self.materials.favourites.append(item)
        else:
            self._add(item)

    def _add(self, item: UnpackedItem) -> None:
        path = clean_name(item.path)
        reason = refusal(path, self.seen, LIMITS) or (OLD_WORD if is_old_word(item) else "")
        if reason:
            self.materials.skipped.append([path, reason])
        else:
            self.materials.items.append(UnpackedItem(path, item.file, item.size))

    def _unpack(self, archive: UnpackedItem) -> None:
        name = archive.path.rpartition("/")[2]
        stem = re.sub(r"(\.tar)?\.\w+$", "", name) or "zip"
        try:
            with unpacked(archive.file, LIMITS) as found:
                top = f"{dirname(archive.path)}/{found.top or stem}".lstrip("/")
                for item in found.items:
                    kept = self.folder / f"{len(self.seen)}-{len(self.materials.items)}"
                    shutil.move(item.file, kept)
                    self._add(UnpackedItem(f"{top}/{item.path}", kept, item.size))
                self.materials.skipped += [[f"{name}: {path}", reason] for path, reason in found.skipped]
        except (Invalid, zipfile.LargeZipFile, NotImplementedError):
            self.materials.skipped.append([name, BAD_ARCHIVE])

    def _read_words(self) -> None:
        """Add a text for each Word file, with its images; the original stays next to it."""
        words = [item for item in self.materials.items if is_word(item.path)]
        for number, item in enumerate(words):
            self.progress(number, len(words))
            if number >= WORDS:
                self.materials.notes[item.path] = TOO_MANY
                continue
            self._read_word(item, number)

    def _read_word(self, item: UnpackedItem, number: int) -> None:
        folder = self.folder / f"word-{number}"
        folder.mkdir()
        word = WordPage.read(item, folder, self.limits)
        if word.refused:
            self.materials.notes[item.path] = word.refused
            return
        text = f"{item.path}.md"
        self.materials.items += [word.text, *word.pictures]
        self.materials.titles[text] = word.title
        self.materials.shown[text] = item.path
        self.materials.owners |= dict.fromkeys([item.path, *(picture.path for picture in word.pictures)], text)
        self.materials.parts |= {item.path, *(picture.path for picture in word.pictures)}
        if word.note:
            self.materials.notes[text] = word.note

    def _attach_files(self) -> None:
        """Attach each file that no text mentions to a page, creating one if necessary."""
        texts = [item for item in self.materials.items if is_markdown(item.path)]
        named = _names_in(item for item in texts if item.path not in self.materials.shown)
        loose = [
            item.path
            for item in self.materials.items
            if not is_markdown(item.path)
            and item.path not in self.materials.parts
            and fold_key(item.path.rpartition("/")[2]).split()[-1] not in named
        ]
        homes = {node.folder: node.source_path for node in plan(item.path for item in texts).nodes if node.folder}
        bare: dict[str, list[str]] = {}
        for path in loose:
            folder = dirname(path)
            if folder in homes or (not folder and self.has_parent):
                self.materials.owners[path] = homes.get(folder, "")
            elif folder:
                bare.setdefault(folder, []).append(path)
            else:
                self._write(f"{path}.md", path.rpartition(".")[0], [path])
                self.materials.shown[f"{path}.md"] = path
                self.materials.parts.add(path)
        for folder, paths in bare.items():
            self._write(f"{folder}/index.md", folder.rpartition("/")[2], sorted(paths))
            self.materials.shown[f"{folder}/index.md"] = f"{folder}/"

    def _write(self, path: str, title: str, files: Sequence[str]) -> None:
        """Create a page that links to these files."""
        text = "\n".join(_link(file.rpartition("/")[2], "- " if len(files) > 1 else "") for file in files) + "\n"
        file = self.folder / f"page-{len(self.materials.items)}.md"
        file.write_text(text)
        self.materials.items.append(UnpackedItem(path, file, 0))
        self.materials.titles[path] = clean_line(title) or path


def sizes(materials: Manifest) -> Mapping[str, int]:
    """Return the sizes by path; a page created here has the size of its file."""
    found = {item.path: item.size for item in [*materials.items, *materials.favourites]}
    return found | {page: found[file] for page, file in materials.shown.items() if file in found}


def _link(name: str, mark: str) -> str:
    label = re.sub(r"([\\\[\]*_`<])", r"\\\1", name)
    return f"{mark}[{label}]({quote(name)})"


def _is_favourites(item: UnpackedItem) -> bool:
    if not item.path.lower().endswith((".html", ".htm")):
        return False
    with item.file.open("rb") as file:
        return bool(_FAVOURITES.search(file.read(20_000)))


def _names_in(texts: Iterable[UnpackedItem]) -> set[str]:
    """Return the file names that these texts mention, in lower case."""
    found: set[str] = set()
    for item in texts:
        text = item.file.read_bytes()[:2_000_000].decode("utf-8", "replace")
        for name in _NAMED.findall(text):
            found.update(word for form in (name, unquote(name)) for word in fold_key(form).split()[-1:])
    return found
