r"""Drive letters and the shares they map to: `S:\Vorlagen\Urlaub.xlsx` is `\\srv\daten\Vorlagen\Urlaub.xlsx`.

Drive letters mean the same throughout an organisation; administrators define them, one per line: `S = \\srv\daten`.
"""

import re
from functools import lru_cache
from urllib.parse import unquote

from kms.core.text import N_, Message

_LINE = re.compile(r"([A-Za-z]):?\s*=\s*(\\\\[^\\/:*?\"<>|\s][^/:*?\"<>|]*\\[^\\/:*?\"<>|][^/:*?\"<>|]*)")
_DRIVE = re.compile(r"(?:file:/{2,3})?([A-Za-z]):[\\/]+", re.I)
FAULT = N_(r"Each line must look like this: S = \\server\folder")
DOUBLE = N_("A drive letter stands here twice.")


def drives_of(text: str) -> dict[str, str]:
    r"""Return the shares by drive letter; invalid lines are ignored.

    >>> drives_of("S = \\\\srv\\daten\\")
    {'S': '\\\\srv\\daten'}
    """
    found = (_LINE.fullmatch(line.strip()) for line in text.splitlines())
    return {match[1].upper(): match[2].rstrip().rstrip("\\") for match in found if match}


def fault_of(text: str) -> Message | None:
    """Return the validation error of the setting, if any."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not all(_LINE.fullmatch(line) for line in lines):
        return FAULT
    return DOUBLE if len(drives_of(text)) < len(lines) else None


@lru_cache(maxsize=16)
def _known(text: str) -> dict[str, str]:
    return drives_of(text)


def on_share(path: str, drives: str) -> str:
    r"""Return the path on its share, which works on every computer; unchanged if its drive is unknown.

    >>> on_share("s:/Vorlagen/Urlaub.xlsx", "S = \\\\srv\\daten")
    '\\\\srv\\daten\\Vorlagen\\Urlaub.xlsx'
    """
    found = _DRIVE.match(path)
    share = _known(drives).get(found[1].upper()) if found else None
    if found is None or share is None:
        return path
    rest = path[found.end() :]
    rest = unquote(rest) if path[:5].lower() == "file:" else rest
    return f"{share}\\{rest.replace('/', chr(92))}".rstrip("\\")
