"""The command line that scripts rely on."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kms.cli import main


@pytest.fixture
def kms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`kms("user", "add", "ana")` on a separate data directory."""
    monkeypatch.setenv("KMS_DATA", str(tmp_path / "data"))

    def run(*words: str, input: str = "", code: int = 0) -> Result:
        result = CliRunner().invoke(main, words, input=input, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result

    run("init")
    return run


@pytest.fixture
def people(kms) -> None:
    for name in ("ana", "ben", "cleo"):
        kms("user", "add", name, "--password-stdin", "--name", f"{name.title()} Muster", input="correct horse\n")
    kms("group", "add", "Team", "--lead", "ana", "--member", "ben")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("index.md", "# Notizen\n\n[Leitern](werkstatt/leitern.md)\n")
        archive.writestr("werkstatt/leitern.md", "# Leitern\n\nDie Leiterprüfung ist jährlich.\n")
    return path


def found(kms, words: str, who: str) -> dict:
    return json.loads(kms("search", words, "--as", who, "--json").output)


def test_init_asks_nothing_and_creates_nobody(kms, tmp_path) -> None:
    kms("init")
    assert (tmp_path / "data" / "kms.db").exists()
    assert kms("search", "x", "--as", "ana", code=1).output.startswith("Error: There is nobody called ana")


@pytest.mark.parametrize(
    ("words", "input", "said"),
    [
        (("user", "add", "ana", "--password-stdin"), "short\n", "at least 10"),
        (("user", "add", "a b", "--password-stdin"), "correct horse\n", "user_name"),
        (("user", "add", "ana", "--email", "x", "--password-stdin"), "correct horse\n", "e-mail"),
        (("group", "add", ""), "", "name"),
        (("token", "create", "nobody", "--label", "x"), "", "nobody"),
    ],
)
def test_errors_are_reported_in_one_line(kms, words, input, said) -> None:
    output = kms(*words, input=input, code=1).output
    assert said in output and "Traceback" not in output


def test_a_name_is_unique(kms, people) -> None:
    kms("user", "add", "ANA", "--password-stdin", input="correct horse\n", code=1)


def test_only_the_token_is_printed(kms, people) -> None:
    output = kms("token", "create", "ana", "--label", "Skript", "--scope", "write").output
    assert output.startswith("kms_") and output.count("\n") == 1


def test_imported_pages_are_found_by_their_readers_and_nobody_else(kms, people, notes) -> None:
    report = json.loads(
        kms(
            "import", "markdown", str(notes), "--space", "notizen", "--by", "ana", "--access", "group:Team", "--json"
        ).output
    )
    assert (report["read"], report["new"]) == (2, 2)
    assert found(kms, "leiterpruefung", "ben")["total"] == 1
    assert found(kms, "leiterpruefung", "cleo")["total"] == 0
    again = json.loads(
        kms(
            "import", "markdown", str(notes), "--space", "notizen", "--by", "ana", "--access", "group:Team", "--json"
        ).output
    )
    assert (again["new"], again["changed"]) == (0, 0)


def test_nobody_imports_for_a_group_that_is_not_theirs(kms, people, notes) -> None:
    output = kms(
        "import", "markdown", str(notes), "--space", "x", "--by", "cleo", "--access", "group:Team", code=1
    ).output
    assert "groups you belong to" in output


def test_bookmarks_are_imported_and_exported(kms, people, tmp_path) -> None:
    file = tmp_path / "b.html"
    file.write_text('<DL><p><DT><A HREF="https://example.org/" TAGS="a,b" ADD_DATE="1700000000">Beispiel</A>')
    report = json.loads(kms("import", "bookmarks", str(file), "--by", "ana", "--access", "everyone", "--json").output)
    assert (report["read"], report["new"]) == (1, 1)
    assert found(kms, "beispiel", "cleo")["total"] == 1
    kms("export", "bookmarks", str(tmp_path / "out.html"), "--by", "ana")
    text = (tmp_path / "out.html").read_text()
    assert 'HREF="https://example.org/"' in text and 'TAGS="a,b"' in text and 'ADD_DATE="1700000000"' in text


def test_the_index_can_be_discarded(kms, people, notes, tmp_path) -> None:
    import shutil

    kms("import", "markdown", str(notes), "--space", "n", "--by", "ana")
    shutil.rmtree(tmp_path / "data" / "index")
    kms("reindex")
    assert found(kms, "leitern", "ana")["total"] == 2


def test_backup_and_restore_give_the_same(kms, people, notes, tmp_path) -> None:
    kms("import", "markdown", str(notes), "--space", "n", "--by", "ana")
    kms("backup", str(tmp_path / "backup.tar.gz"))
    kms("restore", str(tmp_path / "backup.tar.gz"), "--data", str(tmp_path / "other"))
    output = kms("search", "leitern", "--as", "ana", "--json", "--data", str(tmp_path / "other")).output
    assert json.loads(output)["total"] == 2
    assert (tmp_path / "other" / "secret").read_bytes() == (tmp_path / "data" / "secret").read_bytes()


def test_restore_needs_an_empty_directory_and_a_sound_file(kms, people, tmp_path) -> None:
    kms("backup", str(tmp_path / "backup.tar"))
    assert "not empty" in kms("restore", str(tmp_path / "backup.tar"), code=1).output
    broken = tmp_path / "broken.tar"
    broken.write_bytes((tmp_path / "backup.tar").read_bytes()[:5000])
    kms("restore", str(broken), "--data", str(tmp_path / "new"), code=1)
    assert not (tmp_path / "new" / "kms.db").exists()


def test_the_doctor_finds_a_damaged_file(kms, people, tmp_path) -> None:
    assert "sound" in kms("doctor").output
    folder = tmp_path / "data" / "files" / "ab"
    folder.mkdir(parents=True)
    (folder / ("ab" + "0" * 62)).write_bytes(b"not what it was")
    assert "DAMAGED" in kms("doctor", code=1).output


@pytest.mark.parametrize(("name", "value"), [("KMS_URL", "wiki"), ("KMS_UPLOAD_MB", "many"), ("KMS_LANGUAGE", "fr")])
def test_a_wrong_setting_is_named(kms, monkeypatch, name, value) -> None:
    monkeypatch.setenv(name, value)
    assert name in kms("doctor", code=1).output


def test_search_explains_the_rank_of_a_hit(kms, people, notes) -> None:
    kms("import", "markdown", str(notes), "--space", "notizen", "--by", "ana", "--access", "group:Team")
    said = kms("search", "leitern", "--as", "ben", "--explain").output
    assert "Leitern  (/p/" in said
    assert "= words " in said and "+ exact 1000" in said
    assert kms("search", "leitern", "--as", "cleo", "--explain").output == "0 found\n"
