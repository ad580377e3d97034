"""Extract text from PDF files, page by page."""

from typing import BinaryIO

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from kms.files.gathered import Gathered, NoText


def read_pdf(file: BinaryIO, gathered: Gathered) -> None:
    """Read every page; unreadable pages are skipped. Raises NoText if a password is required."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NoText("encrypted")
        for number, page in enumerate(reader.pages, 1):
            gathered.begin("page", str(number))
            gathered.add(_text(page))
    except (DependencyError, FileNotDecryptedError) as fault:
        raise NoText("encrypted") from fault


def _text(page: PageObject) -> str:
    try:
        return page.extract_text()
    except (MemoryError, DependencyError, FileNotDecryptedError):
        raise
    except Exception:
        return ""
