"""Whoosh codec that stores a segment as columns instead of compressed blocks, so that reading needs no decoding."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment, W3TermInfo
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound
from whoosh.writing import SegmentWriter

from kms.search.engine.whoosh.columns import Column, read_columns, write_columns
from kms.search.engine.whoosh.files import SafeStorage
from kms.search.engine.whoosh.segment import Segment, Vocabulary

FIELD = "text"
EXTENSION = ".seg"


class ColumnCodec(base.Codec):  # type: ignore[misc]
    """The codec interface to write and read a segment; it lets Whoosh's own searcher read our index."""

    length_stats = False

    def new_segment(self, storage: SafeStorage, indexname: str) -> "ColumnSegment":
        return ColumnSegment(self, indexname)

    def per_document_writer(self, storage: SafeStorage, segment: W3Segment) -> "EmptyReader":
        return EmptyReader()

    def field_writer(self, storage: SafeStorage, segment: W3Segment) -> "EmptyReader":
        return EmptyReader()

    def per_document_reader(self, storage: SafeStorage, segment: "ColumnSegment") -> "DocumentReader":
        return DocumentReader(open_segment(storage, segment, Vocabulary()), segment)

    def terms_reader(self, storage: SafeStorage, segment: "ColumnSegment") -> "TermReader":
        return TermReader(open_segment(storage, segment, Vocabulary()))


class ColumnSegment(W3Segment):  # type: ignore[misc]
    """A segment in a single file, so that no compound file has to be assembled."""

    def should_assemble(self) -> bool:
        return False

    def file_name(self) -> str:
        """The file that contains the segment."""
        return str(self.make_filename(EXTENSION))


class EmptyReader:
    """Placeholder where Whoosh would write document by document."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer with its lock, segments and table of contents; the new segment is passed as columns."""

    columns: dict[str, Column] | None = None

    def take(self, columns: dict[str, Column]) -> None:
        """Make these columns the new segment."""
        self.columns, self.docnum, self._added = columns, len(columns["ids"]), True

    def _flush_segment(self) -> None:
        if self.columns is not None:
            file = self.newsegment.create_file(self.storage, EXTENSION)
            try:
                write_columns(file, self.columns)
            finally:
                file.close()


def open_segment(storage: SafeStorage, segment: ColumnSegment, vocabulary: Vocabulary) -> Segment:
    """Return the content of a segment; raises if the file is damaged."""
    name = segment.file_name()
    storage.verify(name)
    return Segment(read_columns(storage.mapped(name)), vocabulary)


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Lengths and deletions, for Whoosh's searcher."""

    def __init__(self, content: Segment, segment: W3Segment) -> None:
        self._content, self._segment = content, segment

    def close(self) -> None:
        pass

    def doc_count(self) -> int:
        return self._content.count - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return self._content.count

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> set[int]:
        return set(self._segment.deleted_docs())

    def supports_columns(self) -> bool:
        return False

    def has_column(self, fieldname: str) -> bool:
        return False

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> float:
        return float(self._content.of_documents["lengths"][docnum])

    def field_length(self, fieldname: str) -> float:
        return float(self._content.of_documents["lengths"].sum())

    def min_field_length(self, fieldname: str) -> float:
        return float(self._content.of_documents["lengths"].min())

    def max_field_length(self, fieldname: str) -> float:
        return float(self._content.of_documents["lengths"].max())

    def stored_fields(self, docnum: int) -> dict[str, int]:
        return {"id": int(self._content.of_documents["ids"][docnum])}


class TermReader(base.TermsReader):  # type: ignore[misc]
    """Terms and their postings, for Whoosh's searcher."""

    def __init__(self, content: Segment) -> None:
        self._content = content

    def close(self) -> None:
        pass

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] == FIELD and self._content.find(term[1].decode()) >= 0

    def indexed_field_names(self) -> list[str]:
        return [FIELD]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for number in range(self._content.term_count):
            yield FIELD, self._content.term(number).encode()

    def term_info(self, fieldname: str, text: bytes) -> W3TermInfo:
        number = self._number(fieldname, text)
        weights = self._content.postings(number).weights
        return W3TermInfo(weight=float(weights.sum(dtype=np.float64)), df=len(weights), maxweight=float(weights.max()))

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return self._content.frequency(self._number(fieldname, text))

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        docs, weights = self._content.postings(self._number(fieldname, text))
        return ListMatcher(
            docs.tolist(), weights.tolist(), [b""] * len(docs), format_, scorer=scorer, term=(fieldname, text)
        )

    def _number(self, fieldname: str, text: bytes) -> int:
        number = self._content.find(text.decode()) if fieldname == FIELD else -1
        if number < 0:
            raise TermNotFound((fieldname, text))
        return number
