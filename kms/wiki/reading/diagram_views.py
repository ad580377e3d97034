"""The diagram frame, on an opaque origin of its own, so that what Mermaid makes of a text cannot reach our pages."""

from flask import Response, make_response, render_template

from kms.wiki.routes import routes

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)


@routes.get("/diagram-frame", who="member")
def diagram_frame() -> Response:
    """An empty page that waits for one diagram's source by postMessage."""
    response = make_response(render_template("wiki/diagram_frame.html"))
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
