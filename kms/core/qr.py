"""QR codes as pictures in the page (ISO/IEC 18004)."""

import io

import segno


def svg(text: str, label: str = "", unit: int = 4) -> str:
    """`text` as an SVG element with a quiet zone of four modules, each `unit` pixels wide; `label` is read aloud.

    Raises ValueError where the text is too long for any code.
    """
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
        unit="px",  # with it the drawing has a viewBox, so that style sheets may size it
        nl=False,
        title=label or None,
        svgclass="qr",
        lineclass=None,
        light="#fff",
        dark="#000",
    )
    return out.getvalue().decode("utf-8")
