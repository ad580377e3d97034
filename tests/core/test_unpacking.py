"""Opening folders and archives from outside."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from kms.core.errors import Invalid
from kms.core.unpacking import DOUBLE, HIDDEN, LINK, OUTSIDE, SPECIAL, UnpackLimits, unpacked


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def make_tar(path: Path, members: dict[str, bytes], *special: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in special:
            archive.addfile(info)
    return path


def contents(path: Path, limits: UnpackLimits | None = None) -> dict[str, bytes]:
    with unpacked(path, limits) as found:
        return {item.path: item.file.read_bytes() for item in found.items}


def reasons(path: Path) -> dict[str, str]:
    with unpacked(path) as found:
        return dict(found.skipped)


def test_folder_zip_and_tar_give_the_same_without_the_only_top_folder(tmp_path: Path) -> None:
    files = {"a.md": b"a", "b/c.md": b"c"}
    for name, content in files.items():
        file = tmp_path / "set" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    wrapped = {f"set/{name}": content for name, content in files.items()}
    assert contents(tmp_path / "set") == files
    assert contents(make_zip(tmp_path / "a.zip", files)) == contents(make_zip(tmp_path / "b.zip", wrapped)) == files
    assert contents(make_tar(tmp_path / "a.tgz", files)) == contents(make_tar(tmp_path / "b.tgz", wrapped)) == files


def test_nothing_remains_on_disk_afterwards(tmp_path: Path) -> None:
    with unpacked(make_zip(tmp_path / "a.zip", {"a.md": b"a"})) as found:
        file = found.items[0].file
        assert file.exists()
    assert not file.exists()


@pytest.mark.parametrize("name", ["../x.md", "a/../../x.md", "/etc/x.md", "C:/x.md"])
def test_names_that_point_outside_are_left_out(tmp_path: Path, name: str) -> None:
    for made in (make_zip(tmp_path / "a.zip", {name: b"x"}), make_tar(tmp_path / "a.tgz", {name: b"x"})):
        assert reasons(made) == {name: OUTSIDE}
        assert contents(made) == {}


def test_backslashes_in_a_zip_are_slashes(tmp_path: Path) -> None:
    assert reasons(make_zip(tmp_path / "a.zip", {"..\\x.md": b"x"})) == {"../x.md": OUTSIDE}


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    link, device = tarfile.TarInfo("link.md"), tarfile.TarInfo("device.md")
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.CHRTYPE
    made = make_tar(tmp_path / "a.tgz", {"a.md": b"a"}, link, device)
    assert reasons(made) == {"link.md": LINK, "device.md": SPECIAL}
    info = zipfile.ZipInfo("link.md")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert reasons(tmp_path / "a.zip") == {"link.md": LINK}


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "x.md").write_text("x")
    folder = tmp_path / "set"
    folder.mkdir()
    os.symlink(tmp_path / "secret", folder / "way")
    os.symlink(tmp_path / "secret" / "x.md", folder / "x.md")
    assert contents(folder) == {}
    assert reasons(folder) == {"way/": LINK, "x.md": LINK}


def test_hidden_files_are_left_out(tmp_path: Path) -> None:
    made = make_zip(tmp_path / "a.zip", {"a/.git/config": b"", "__MACOSX/a.md": b"", "a.md": b"a"})
    assert set(reasons(made).values()) == {HIDDEN}
    assert contents(made) == {"a.md": b"a"}


def test_two_spellings_of_one_name_are_one_file(tmp_path: Path) -> None:
    made = make_tar(tmp_path / "a.tgz", {"ü.md": b"1", "u\u0308.md": b"2"})
    assert contents(made) == {"ü.md": b"1"}
    assert reasons(made) == {"ü.md": DOUBLE}


def test_a_bomb_is_refused_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kms.core.unpacking._write", lambda *_: pytest.fail("it was written"))
    bomb = b"\0" * 70_000_000
    for made in (make_zip(tmp_path / "a.zip", {"a.md": bomb}), make_tar(tmp_path / "a.tgz", {"a.md": bomb})):
        with pytest.raises(Invalid):
            contents(made)


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    made = make_zip(tmp_path / "a.zip", {"a.md": b"\0" * 1_000_000})
    raw = made.read_bytes().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    made.write_bytes(raw)
    with pytest.raises(Invalid):
        contents(made)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    files = {f"{n}.md": b"" for n in range(12)}
    folder = tmp_path / "set"
    folder.mkdir()
    for name in files:
        (folder / name).touch()
    for made in (make_zip(tmp_path / "a.zip", files), make_tar(tmp_path / "a.tgz", files), folder):
        with pytest.raises(Invalid):
            contents(made, UnpackLimits(files=10))


def test_damaged_files_and_non_archives_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no archive")
    whole = make_tar(tmp_path / "b.tgz", {"a.md": os.urandom(5000)}).read_bytes()
    (tmp_path / "b.tgz").write_bytes(whole[:2000])
    for name in ("a.zip", "b.tgz"):
        with pytest.raises(Invalid):
            contents(tmp_path / name)
