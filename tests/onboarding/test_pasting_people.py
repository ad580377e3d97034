"""A list of people from a spreadsheet: columns recognised by heading or content, problems shown, stored all or
nothing."""

import io

import pytest

from kms.accounts import queries
from kms.onboarding.staff.roster import read_roster
from kms.onboarding.staff.sheet import read_sheet
from kms.onboarding.staff.user_names import suggest_user_name
from tests import make

FIVE = (
    "Name\tBenutzername\tE-Mail\tGruppe\tLeitung\n"
    "Sabine Brandt\t\tbrandt@firma.test\tVertrieb\tja\n"
    "Jürgen Weiß\t\t\tVertrieb\t\n"
    "Aylin Yılmaz\tayilmaz\t\tVertrieb, Lager\t\n"
    "Jürgen Weiss\t\t\tVertrieb\t\n"
    "Jan Öz\t\t\tLager\tx\n"
)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (FIVE, ("name", "user_name", "email", "group", "lead")),
        ("Vorname;Nachname;Abteilung\nAnna;Brandt;Vertrieb", ("first", "last", "group")),
        ('Name,"E-mail (if any)",Team,Manager\nA B,a@b.de,X,yes', ("name", "email", "group", "lead")),
        ("Anna Brandt\tVertrieb\tx\nJan Oez\tVertrieb\t", ("name", "group", "lead")),
        ("Anna Brandt;anna;a@b.de\nJan Oez;jan;", ("name", "user_name", "email")),
        ("Brandt, Anna\nOez, Jan", ("last", "first")),
        ("Anna Brandt\nJan Oez", ("name",)),
        ("Staff, as of March\t\t\n\t\t\nNo.\tName\tTeam\n101\tAnna Brandt\tVertrieb", ("", "name", "group")),
        ("101\tAnna Brandt\t0171 12\tVertrieb\n102\tJan Oez\t0171 13\tLager", ("", "name", "", "group")),
    ],
)
def test_columns_are_recognised_by_heading_or_content(text: str, columns: tuple[str, ...]) -> None:
    assert read_sheet(text).columns == columns


def test_a_chosen_meaning_applies_to_the_same_columns_only() -> None:
    sheet = read_sheet("Anna Brandt\tBerlin")
    assert read_sheet("Anna Brandt\tBerlin", ("name", ""), sheet.mark).columns == ("name", "")
    assert read_sheet("Anna\tBrandt\tBerlin", ("name", ""), sheet.mark).columns == ("first", "last", "group")


def test_rows_are_counted_as_in_the_spreadsheet() -> None:
    assert read_sheet("Staff\t\n\nName\tTeam\nAnna Brandt\tLager\n\nJan Oez\tLager\n").lines == (4, 6)


def test_a_swapped_name_keeps_titles_in_front_and_remarks_at_the_end(session) -> None:
    listed = read_roster(session, read_sheet("Name\tTeam\nDr. Keller, Friedrich\tBüro\nLehmann, Tim (Azubi)\tBüro"))
    assert [(entry.name, entry.user_name) for entry in listed.entries] == [
        ("Dr. Friedrich Keller", "friedrich.keller"), ("Tim Lehmann (Azubi)", "tim.lehmann"),
    ]  # fmt: skip


def test_a_duplicate_row_names_the_other_and_a_duplicate_name_is_reported(session) -> None:
    text = "Name\tE-Mail\nAnna Brandt\ta@b.de\nAnna Brandt\ta@b.de\nJan Oez\ta@b.de\nLea Groß\t\nLea Groß\t"
    listed = read_roster(session, read_sheet(text))
    said = [[message.id % message.params for message in (*entry.faults, *entry.notes)] for entry in listed.entries]
    assert said == [
        [],
        ["The same as row 2. Please take one of the two out."],
        ["Row 2 has the same e-mail address."],
        [],
        ["Row 5 has the same name: these become two people."],
    ]
    assert [entry.state for entry in listed.entries] == ["new", "wrong", "wrong", "new", "new"]


def test_a_group_similar_to_another_is_asked_about(browser, runtime, team) -> None:
    said = "would be a new group beside"
    assert (
        said
        in browser("root").post("/admin/people/paste/preview", text="Name\tTeam\nA B\tWerkstatt\nC D\tWerkstat").text
    )
    assert (
        said
        not in browser("root").post("/admin/people/paste/preview", text="Name\tTeam\nA B\tHalle 1\nC D\tHalle 2").text
    )


def test_user_names_are_ascii_and_unique() -> None:
    assert [suggest_user_name(name) for name in ("Jürgen Weiß", "Dr. Aylin Yılmaz", "Åse Ødegård-Łoś")] == [
        "juergen.weiss", "aylin.yilmaz", "ase.oedegard-los",
    ]  # fmt: skip
    assert suggest_user_name("Jürgen Weiß", {"juergen.weiss", "juergen.weiss2"}) == "juergen.weiss3"


def test_a_list_is_stored_with_its_groups_and_leads_and_codes(browser, runtime) -> None:
    root = browser("root")
    shown = root.post("/admin/people/paste/preview", text=FIVE).text
    assert "juergen.weiss2" in shown and "Vertrieb, Lager" in shown
    slips = root.post("/admin/people/paste", text=FIVE)
    assert slips.status_code == 200 and slips.text.count('class="slip"') == 5
    with runtime.database.reading() as session:
        group = queries.find_group(session, "Vertrieb")
        assert {m.user_name: m.role for m in queries.members_of(session, group.id)} == {
            "sabine.brandt": "lead", "ayilmaz": "member", "juergen.weiss": "member", "juergen.weiss2": "member",
        }  # fmt: skip
        lead = make.actor(session, "jan.oez")
        assert [queries.get_group(session, id).name for id in lead.leads] == ["Lager"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Eva Neu\tana\t\t\t", "taken by Ana"),
        ("Eva Neu\teva neu\t\t\t", "letters, digits"),
        ("Eva Neu\t\teva@\t\t", "does not look like"),
        ("Eva Neu\t\tben@example.org\t\t", "used by Ben"),
        ("Eva Neu\tjan\t\t\t\nJan Neu\tjan\t\t\t", "in the list twice"),
        ("\tneu\t\t\t", ""),
        ("Eva Neu\t\t\tTeam\tHerr Unbekannt", "is to lead"),
    ],
)
def test_an_error_is_next_to_its_row_and_nothing_is_stored(browser, runtime, row: str, said: str) -> None:
    root, text = browser("root"), f"Name\tBenutzername\tE-Mail\tGruppe\tLeitung\nGanz Neu\t\t\tNeue Gruppe\t\n{row}\n"
    shown = root.post("/admin/people/paste/preview", text=text).text
    assert said in shown
    if said:
        answer = root.post("/admin/people/paste", text=text)
        assert answer.status_code == 422 and "Ganz Neu" in answer.text
        with runtime.database.reading() as session:
            assert queries.find_person(session, "ganz.neu") is None
            assert queries.find_group(session, "Neue Gruppe") is None


def test_pasting_again_adds_nobody_twice_and_removes_nothing(browser, runtime, team) -> None:
    root = browser("root")
    root.post("/admin/people/paste", text=FIVE)
    assert root.post("/admin/people/paste", text=FIVE).status_code == 303
    root.post("/admin/people/paste", text="Name;Gruppe\nLena;Team\nAna;Vertrieb")
    with runtime.database.reading() as session:
        assert {m.user_name: m.role for m in queries.members_of(session, team)}["lena"] == "lead"
        assert "ana" in [m.user_name for m in queries.members_of(session, queries.find_group(session, "Vertrieb").id)]


@pytest.mark.parametrize("charset", ["cp1252", "utf-16", "utf-8-sig", "utf-8"])
def test_the_files_that_excel_writes_are_read(browser, charset: str) -> None:
    root = browser("root")
    text = "Name;Gruppe\r\nJürgen Weiß;Küche\r\nBjörn Groß;Küche\r\n"
    file = (io.BytesIO(text.encode(charset)), "leute.csv")
    shown = root.client.post(
        "/admin/people/paste/preview",
        data={"csrf_token": root.token, "file": file},
        base_url="http://wiki.test",
        headers={"HX-Request": "true"},
    ).text
    assert "juergen.weiss" in shown and 'id="source" hx-swap-oob' in shown and "Küche" in shown


def test_only_administrators_and_the_people_role_add_people(browser, write) -> None:
    with write() as session:
        queries.find_person(session, "ben").manages_people = True
    assert browser("ana").post("/admin/people/paste", text="Eva Neu").status_code == 403
    assert browser("ben").post("/admin/people/paste", text="Eva Neu").status_code == 200


def test_the_people_role_neither_adds_itself_nor_appoints_leads(browser, write, session, team) -> None:
    with write() as changing:
        queries.find_person(changing, "cleo").manages_people = True
    browser("cleo").post("/admin/people/paste", text="Name;Gruppe;Leitung\nCleo;Team;\nEva Neu;Team;ja")
    assert {m.user_name: m.role for m in queries.members_of(session, team)} == {
        "ana": "member", "ben": "member", "lena": "lead", "eva.neu": "member",
    }  # fmt: skip
