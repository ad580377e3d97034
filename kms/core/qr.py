"""QR codes as inline SVG (ISO/IEC 18004)."""

import io

import segno


def svg(text: str, label: str = "", unit: int = 4) -> str:
    """Return `text` as an SVG element with a quiet zone of four modules, each `unit` pixels wide; `label` is its
    accessible name. Raises ValueError if the text is too long for any QR code."""
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError as fault:
        raise ValueError("too long for a QR code") from fault
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        scale=unit,
        border=4,
        xmldecl=False,
        svgns=True,
        unit="px",  # adds a viewBox, so that CSS can scale the image
        nl=False,
        title=label or None,
        svgclass="qr",
        lineclass=None,
        light="#fff",
        dark="#000",
    )
    return out.getvalue().decode("utf-8")
