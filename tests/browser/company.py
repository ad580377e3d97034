"""The installation used by the browser tests: a small company with something of everything."""

import io
import shutil
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from PIL import Image
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.access.policy import MEMBERS
from kms.app import create_app
from kms.bookmarks.service import trash_bookmark
from kms.files.service import store_upload
from kms.runtime import Runtime
from kms.signin.models import SignIn
from kms.signin.sessions import open_sign_in
from kms.wiki.files import service as files
from kms.wiki.models import Draft, Page, Revision
from kms.wiki.moving import service as moving
from kms.wiki.pages import service as pages
from kms.wiki.pages.inputs import PageEdit
from kms.wiki.revisions import service
from kms.wiki.saving import preparing
from tests import make

EVERYTHING = """Ein Absatz mit **fettem**, *kursivem*, ~~altem~~ und `code`, einem [Link](https://example.org/a) und
www.example.org. Siehe [[Leiterprüfung]], [[Noch nicht geschrieben]] und \\\\srv\\daten\\Vorlagen\\Urlaub.xlsx.

## Listen

1. erstens
2. zweitens
   - darunter
   - noch eins

- [ ] offen
- [x] erledigt

## Hinweise

> [!NOTE]
> Gut zu wissen.

> [!TIP]
> Ein Rat.

> [!IMPORTANT]
> Das zählt.

> [!WARNING]
> Vorsicht an der Säge.

> [!CAUTION]
> Nicht ohne Schutzbrille.

> Ein Zitat[^1].

[^1]: Die Fußnote dazu.

## Tabelle und Code

| Teil | Anzahl | Lieferant | Bestellnummer | Bemerkung | Lager |
| :--- | ---: | --- | --- | --- | --- |
| Schraube M8 | 1200 | Würth | 0057 8 25 | verzinkt, sechskant | Regal 4 |
| Mutter M8 | 800 | Würth | 0317 8 | |

```python
def pruefen(leiter: str) -> bool:
    return leiter.startswith("neu") and len(leiter) > 3  # breiter als ein Telefon, auch quer
```

### Ganz unten

Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkundenvorlagenordner

---

Ende.
"""


LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung"
FIRST_TEXT = "Leitern werden jährlich geprüft.\n\nMit [[Prüfprotokoll]] und Plakette.\n"


@dataclass
class Company:
    """Where things are: ids by name."""

    runtime: Runtime
    group: int = 0
    pages: dict[str, int] = field(default_factory=dict)
    bookmarks: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def sign_in(self, name: str) -> str:
        """A sign-in of this person: the value of the browser's cookie."""
        with self.runtime.database.transaction() as session:
            token = open_sign_in(session, make.actor(session, name).person_id, "Mozilla/5.0 Chrome/140.0")
        return str(self._signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True}))

    @cached_property
    def _signer(self) -> URLSafeTimedSerializer:
        app = create_app(self.runtime.config, self.runtime)
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        return signer

    def sign_out(self, name: str) -> None:
        """End all sign-ins of this person, as an administrator or expiry would."""
        with self.runtime.database.transaction() as session:
            session.execute(delete(SignIn).where(SignIn.person_id == make.actor(session, name).person_id))

    def page(self, by: str, space: str, title: str, text: str = "", **more: object) -> int:
        """One more page."""
        with self.runtime.database.transaction() as session:
            return make.page(session, by, space, title, text, **more)  # type: ignore[arg-type]

    def edit(self, by: str, page_id: int, text: str, title: str | None = None) -> None:
        """Another save of a page."""
        with self.runtime.database.transaction() as session:
            edit_page(session, by, page_id, text, title)

    def revisions(self, page_id: int) -> int:
        """The number of revisions."""
        with self.runtime.database.reading() as session:
            return session.get_one(Page, page_id).revision

    def drafts(self, name: str = "ana") -> list[str]:
        """This person's drafts on the server."""
        with self.runtime.database.reading() as session:
            person = make.actor(session, name).person_id
            query = select(Draft.text).where(Draft.person_id == person, Draft.discarded_at.is_(None))
            return list(session.scalars(query.order_by(Draft.id)))

    def head(self, page_id: int) -> str:
        """The stored text."""
        with self.runtime.database.reading() as session:
            return session.get_one(Revision, session.get_one(Page, page_id).head_id).text


def picture(colour: str = "steelblue", size: tuple[int, int] = (320, 120)) -> bytes:
    """A PNG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format="PNG")
    return out.getvalue()


def edit_page(session: Session, by: str, page_id: int, text: str, title: str | None = None) -> None:
    """Save a new revision on top of the current one."""
    page = session.get_one(Page, page_id)
    head = session.get_one(Revision, page.head_id)
    edit = PageEdit(head.number, text, title or page.title, tuple(head.tags), "Zahlen ergänzt")
    actor = make.actor(session, by)
    service.save_page(session, actor, page_id, preparing.prepare(session, actor, page_id, edit))


def fill(data: Path) -> Company:
    """Create the company in `data`."""
    company = Company(make.runtime(data, fetch_titles=False))
    company.runtime.config.secret()
    with company.runtime.database.transaction() as session:
        cast = make.cast(session)
        company.group, company.people = cast.group, cast.ids
        make.space(session, "ana", "handbuch")
        make.space(session, "ana", "intern", f"group:{company.group}")
        make.space(session, "ana", "labor", features=("maths", "diagrams", "footnotes"))
        _pages(session, company)
        _bookmarks(session, company)
    company.runtime.worker().drain(("index",))
    return company


def copy(company: Company, data: Path) -> Company:
    """A copy of the same company in `data`; nothing of the original is running."""
    shutil.copytree(company.runtime.config.data, data)
    runtime = make.runtime(data, fetch_titles=False)
    return replace(company, runtime=runtime, pages={**company.pages}, bookmarks={**company.bookmarks})


def _pages(session: Session, company: Company) -> None:
    made = company.pages
    made["alles"] = make.page(
        session, "ana", "handbuch", "Alles auf einer Seite", EVERYTHING, tags=("Sicherheit", "Muster", LONG_WORD)
    )
    made["leiter"] = make.page(
        session, "ben", "handbuch", "Leiterprüfung", "Leitern werden jährlich geprüft.\n", tags=("Sicherheit",)
    )
    made["darunter"] = make.page(
        session, "ana", "handbuch", "Prüfprotokoll", "Siehe [[Leiterprüfung]].", parent=made["leiter"]
    )
    made["lang"] = make.page(session, "ben", "handbuch", LONG_WORD, LONG_WORD, tags=("Leitern",))
    made["leer"] = make.page(session, "ana", "handbuch", "Noch leer")
    made["geheim"] = make.page(session, "ana", "intern", "Gehälter", "Das Wort Zitronenfalter steht nur hier.")
    made["weg"] = make.page(session, "ana", "handbuch", "Weggeworfen", "alt")
    pages.pin(session, make.actor(session, "ana"), made["leiter"])
    edit_page(session, "ana", made["leiter"], FIRST_TEXT)
    edit_page(
        session,
        "ben",
        made["leiter"],
        FIRST_TEXT.replace("jährlich", "zweimal im Jahr"),
    )
    moving.trash_page(session, make.actor(session, "ana"), made["weg"])
    store = company.runtime.files
    upload = store_upload(store, store.receive(io.BytesIO(picture()), 1_000_000), "plakette.png")
    row = files.attach(session, make.actor(session, "ana"), "handbuch", made["alles"], upload)
    edit_page(session, "ana", made["alles"], f"{EVERYTHING}\n{row.markdown}\n")


def _bookmarks(session: Session, company: Company) -> None:
    made = company.bookmarks
    team, everyone = f"group:{company.group}", MEMBERS
    made["leiter"] = make.bookmark(
        session, "ana", "https://example.org/leitern", "Leitern sicher benutzen",
        audience=everyone, tags=("Sicherheit", "Leitern"), description="Kurz und gut erklärt, mit Bildern.",
    )  # fmt: skip
    made["bens"] = make.bookmark(session, "ben", "https://example.org/leitern", "Leitern", audience=team, tags=("BG",))
    made["pfad"] = make.bookmark(session, "ana", r"\\srv\daten\Vorlagen\Urlaub.xlsx", "Urlaubsantrag", audience=team)
    made["nur ana"] = make.bookmark(session, "ana", "https://example.com/privat", "Nur für mich")
    made["weg"] = make.bookmark(session, "ana", "https://example.com/weg", "Altes Lesezeichen")
    trash_bookmark(session, make.actor(session, "ana"), made["weg"])
