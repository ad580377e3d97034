"""The process that converts one Word file to HTML and images: the file is its standard input, JSON its output. Started
by `kms.files.reading.read_word`, with the same restrictions as the text reader. Macros, embedded programs and linked
files are ignored; a document type in any part aborts the conversion, as these formats have none."""

import base64
import json
import os
import signal
import sys
import xml
import zipfile
from typing import Any, BinaryIO

import cobble
import mammoth

from kms.core.processes import watch_parent
from kms.files.reader import OLE, TimeUp, confine
from kms.files.reader_office import ArchiveParts, ForbiddenXml, TooMuch, parse

STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='TOC Heading'] => !
p[style-name='toc 1'] => !
p[style-name='toc 2'] => !
p[style-name='toc 3'] => !
p[style-name='toc 4'] => !
p[style-name='table of figures'] => !
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
r[style-name='HTML Code'] => code
strike => s
"""
OUTPUT_BYTES = 64_000_000
PICTURES = 300


def main() -> None:
    """`python -m kms.files.reader_word MEGABYTES SECONDS`: read standard input, write the result as JSON."""
    megabytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    watch_parent()
    answer: dict[str, Any] = {"html": "", "pictures": []}
    try:
        confine(megabytes * 1_000_000, seconds, (mammoth, cobble, xml), OUTPUT_BYTES)
        answer = convert(sys.stdin.buffer)
        reason = ""
    except TimeUp:
        reason = "time"
    except MemoryError:
        reason = "memory"
    except (TooMuch, ForbiddenXml):
        reason = "hostile"
    except OSError:
        reason = "died"
    except Exception as fault:  # whatever a library raises for a damaged file
        reason = str(fault) if str(fault) in ("encrypted", "kind") else "damaged"
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    sys.stdout.write(json.dumps({"reason": reason, **answer}))
    sys.stdout.flush()
    os._exit(0)


def convert(file: BinaryIO) -> dict[str, Any]:
    """Return HTML, images (type and bytes, named picture-0 … in the HTML) and how many were skipped."""
    _check(file)
    pictures: list[tuple[str, str]] = []
    left = 0

    def keep(image: Any) -> dict[str, str]:
        nonlocal left
        if len(pictures) >= PICTURES:
            left += 1
            return {"src": ""}
        try:
            with image.open() as source:
                content = source.read()
        except Exception:  # the image is linked, not embedded
            left += 1
            return {"src": ""}
        pictures.append((str(image.content_type or ""), base64.b64encode(content).decode()))
        return {"src": f"picture-{len(pictures) - 1}"}

    found = mammoth.convert_to_html(file, style_map=STYLES, convert_image=mammoth.images.img_element(keep))
    return {"html": found.value, "pictures": pictures, "left": left}


def _check(file: BinaryIO) -> None:
    """Check every part against the budget before a library decompresses it."""
    head = file.read(8)
    file.seek(0)
    if head.startswith(OLE):
        raise ValueError("encrypted")
    with zipfile.ZipFile(file) as archive:
        parts = ArchiveParts(archive, file)
        if not parts.has("word/document.xml"):
            raise ValueError("kind")
        for name in parts.matching(r"(?s).*"):
            if name.lower().endswith((".xml", ".rels")):
                parse(parts.chunks(name), lambda tag, found: None)
            else:
                for _ in parts.chunks(name):
                    pass
    file.seek(0)


if __name__ == "__main__":
    main()
