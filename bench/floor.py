"""The floor: a bare Flask application on the same server that reads one row by primary key through SQLAlchemy Core,
checks a signed session cookie and renders one 8 kB Jinja template."""

import os
from pathlib import Path

from flask import Flask, Response, render_template_string, session
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, select

TEMPLATE = (
    "<!doctype html><title>{{ title }}</title>\n" + "<p>{{ title }} " + "lorem ipsum dolor sit amet " * 300 + "</p>"
)


rows = Table("rows", MetaData(), Column("id", Integer, primary_key=True), Column("title", String))


def database() -> Engine:
    """The database with the row."""
    return create_engine(f"sqlite:///{Path(os.environ['FLOOR_DATA']) / 'floor.db'}")


def fill() -> None:
    """Runs before the processes start, which would otherwise all do it concurrently."""
    engine = database()
    rows.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(rows.insert(), {"id": 1, "title": "Floor"})
    engine.dispose()


def create_app() -> Flask:
    """One page."""
    app = Flask(__name__)
    app.secret_key = "floor"
    engine = database()

    @app.get("/")
    def page() -> Response | str:
        if session.get("person") != 1:
            session["person"] = 1
        with engine.connect() as connection:
            title = connection.execute(select(rows.c.title).where(rows.c.id == 1)).scalar_one()
        return render_template_string(TEMPLATE, title=title)

    return app


if __name__ == "__main__":
    fill()
    Granian(
        "bench.floor:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=int(os.environ["FLOOR_PORT"]),
        workers=2,
        blocking_threads=6,
        log_enabled=False,
    ).serve()
