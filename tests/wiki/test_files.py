"""Attachments: typed by content, never run, for the readers of their page (security X15 to X18, U1 to U10, Z4)."""

import io
import struct
import zlib
from dataclasses import replace
from urllib.parse import unquote

import pytest
from PIL import Image

from kms.files.kinds import display_name
from tests import make

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def picture(format: str = "PNG", size: tuple[int, int] = (8, 8), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, format=format, **options)
    return out.getvalue()


@pytest.fixture
def page(write, team) -> int:
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        return make.page(session, "ana", "team", "Leitern", "x")


def upload(client, page: int, content: bytes, name: str = "a.png"):
    client.get(f"/p/{page}/leitern")
    return client.client.post(
        f"/spaces/team/files?page={page}",
        data={"csrf_token": client.token, "file": (io.BytesIO(content), name)},
        headers={"Accept": "application/json"},
        base_url="http://wiki.test",
    )


def fetch(client, answer):
    return client.get(answer.json["url"])


def test_a_picture_is_shown_in_place(browser, page) -> None:
    ana = browser("ana")
    answer = upload(ana, page, picture())
    assert answer.status_code == 201 and answer.json["markdown"] == f"![a.png]({answer.json['url']})"
    shown = fetch(ana, answer)
    assert shown.mimetype == "image/png" and shown.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_x15_x16_svg_is_known_by_its_content_and_never_runs(browser, page, name) -> None:
    ana = browser("ana")
    shown = fetch(ana, upload(ana, page, SVG, name))
    assert shown.mimetype == "image/svg+xml"
    assert shown.headers["Content-Disposition"].startswith("attachment")
    assert (
        "sandbox" in shown.headers["Content-Security-Policy"] and shown.headers["X-Content-Type-Options"] == "nosniff"
    )


@pytest.mark.parametrize("name", ["a.html", "a.png", "a.xhtml", "a.pdf"])
def test_x17_u7_html_under_any_name_is_downloaded(browser, page, name) -> None:
    ana = browser("ana")
    shown = fetch(ana, upload(ana, page, HTML, name))
    assert shown.mimetype == "application/octet-stream"
    assert shown.headers["Content-Disposition"].startswith("attachment")


def test_x18_markup_in_a_file_name_is_text(browser, page) -> None:
    ana = browser("ana")
    upload(ana, page, b"text", '"><img src=x onerror=alert(1)>.txt')
    seen = ana.get(f"/p/{page}/leitern").text
    assert "<img src=x onerror" not in seen


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../../etc/passwd", "passwd"), ("..\\..\\x.txt", "x.txt"), ("a\x00b.txt", "a b.txt"), ("CON.txt", "_CON.txt"),
     ("Übersicht.txt", "Übersicht.txt"), ("\u202etxt.exe", "txt.exe"), ("...", "file")],
)  # fmt: skip
def test_u1_names_are_cleaned_for_display_and_never_used_on_disk(browser, page, name, shown, runtime) -> None:
    ana = browser("ana")
    answer = upload(ana, page, b"text", name)
    assert answer.json["name"] == shown
    assert all(len(path.name) == 64 for path in (runtime.config.data / "files").glob("*/*"))


def test_r5_b18_names_cannot_split_headers(browser, page) -> None:
    ana = browser("ana")
    header = fetch(ana, upload(ana, page, b"text", "a';ü;x=1.txt")).headers["Content-Disposition"]
    assert unquote(header.split("UTF-8''")[1]) == "a';ü;x=1.txt"
    assert display_name('a"\r\nSet-Cookie: x=1.txt') == 'a" Set-Cookie: x=1.txt'


def test_u1_a_name_of_four_thousand_letters_is_shortened(browser, page) -> None:
    answer = upload(browser("ana"), page, b"text", "x" * 4000 + ".txt")
    assert len(answer.json["name"]) <= 150 and answer.json["name"].endswith(".txt")


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims to be huge and contains nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("content", [bomb(30_000, 30_000), picture()[:40], bomb(10, 10)])
def test_u3_huge_and_damaged_pictures_are_refused(browser, page, content, runtime) -> None:
    answer = upload(browser("ana"), page, content)
    assert answer.status_code == 422 and answer.json["errors"]["file"]
    assert list((runtime.config.data / "files").glob("incoming-*")) == []


def test_u3_location_and_camera_are_removed_and_the_picture_is_upright(browser, page) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    ana = browser("ana")
    shown = fetch(ana, upload(ana, page, picture("JPEG", (8, 4), exif=exif), "a.jpg"))
    with Image.open(io.BytesIO(shown.data)) as image:
        assert not image.getexif() and image.size == (4, 8)


def test_u6_a_file_over_the_limit_is_refused(browser, page, runtime) -> None:
    answer = upload(browser("ana"), page, b"x" * (runtime.config.upload_mb * 1_000_000 + 1), "a.txt")
    assert answer.status_code == 413
    assert list((runtime.config.data / "files").rglob("incoming-*")) == []


def test_u8_one_range_at_most(browser, page) -> None:
    ana = browser("ana")
    url = upload(ana, page, b"0123456789", "a.txt").json["url"]
    assert ana.get(url, headers={"Range": "bytes=2-4"}).data == b"234"
    many = ana.get(url, headers={"Range": "bytes=" + ",".join(f"{n}-{n}" for n in range(1000))})
    assert many.status_code in (200, 416) and b"multipart" not in many.content_type.encode()


def test_z4_a_stranger_gets_no_file_and_learns_nothing(browser, page) -> None:
    url = upload(browser("ana"), page, picture()).json["url"]
    assert browser("ben").get(url).status_code == 200
    stranger, missing = browser("cleo").get(url), browser("cleo").get("/files/99999")
    assert stranger.status_code == missing.status_code == 404


def test_z4_files_of_a_trashed_page_are_gone(browser, page, program) -> None:
    ana = browser("ana")
    url = upload(ana, page, picture()).json["url"]
    program("ana")("DELETE", f"/pages/{page}")
    assert ana.get(url).status_code == 404


def test_z5_a_stranger_cannot_remove_a_file(browser, page) -> None:
    answer = upload(browser("ana"), page, picture())
    id = answer.json["id"]
    assert browser("cleo").post(f"/files/{id}/delete").status_code == 404
    assert fetch(browser("ana"), answer).status_code == 200
    assert browser("ben").post(f"/files/{id}/delete").status_code == 303


def test_t40_the_page_decides_not_the_space_in_the_address(browser, page, write) -> None:
    with write() as session:
        make.space(session, "cleo", "cleos", "private")
    cleo = browser("cleo")
    cleo.get("/")
    answer = cleo.client.post(
        f"/spaces/cleos/files?page={page}",
        data={"csrf_token": cleo.token, "file": (io.BytesIO(b"x"), "a.txt")},
        base_url="http://wiki.test",
    )
    assert answer.status_code == 404


def test_a_file_of_a_new_page_becomes_the_page_s_own(browser, page, program) -> None:
    ana = browser("ana")
    ana.get("/")
    file = ana.client.post(
        "/spaces/team/files",
        data={"csrf_token": ana.token, "file": (io.BytesIO(picture()), "neu.png")},
        headers={"Accept": "application/json"},
        base_url="http://wiki.test",
    ).json
    made = program("ana")("POST", "/pages", {"space": "team", "title": "Neu", "text": file["markdown"]}).json
    listed = program("ana")("GET", f"/pages/{made['id']}/attachments").json["items"]
    assert [item["name"] for item in listed] == ["neu.png"]


def test_the_same_content_is_stored_once(browser, page, runtime) -> None:
    ana = browser("ana")
    for name in ("a.txt", "b.txt"):
        upload(ana, page, b"the same", name)
    assert len(list((runtime.config.data / "files").glob("??/*"))) == 1


def test_u9_sweeping_deletes_unreferenced_files(browser, page, runtime) -> None:
    import os
    import time

    from kms.wiki.upkeep.tasks import sweep

    ana = browser("ana")
    upload(ana, page, b"kept", "a.txt")
    stray = runtime.config.data / "files" / "incoming-stray"
    stray.write_bytes(b"half")
    os.utime(stray, (time.time() - 2 * 86400,) * 2)
    assert sweep(runtime.database, runtime.files) == 1
    assert not stray.exists() and len(list((runtime.config.data / "files").glob("??/*"))) == 1


def test_a_picture_has_a_small_form_for_those_who_may_see_it(browser, page, runtime) -> None:
    ana = browser("ana")
    url = upload(ana, page, picture("JPEG", (1200, 300)), "a.jpg").json["url"]
    small = ana.get(f"{url}/thumbnail")
    with Image.open(io.BytesIO(small.data)) as image:
        assert (image.format, image.size) == ("WEBP", (320, 80))
    assert "sandbox" in small.headers["Content-Security-Policy"]
    assert f'src="{url}/thumbnail"' in browser("ben").get(f"/p/{page}", follow_redirects=True).text
    assert browser("cleo").get(f"{url}/thumbnail").status_code == 404
    assert ana.get(upload(ana, page, SVG, "a.svg").json["url"] + "/thumbnail").status_code == 404


def test_u3_a_picture_of_a_thousand_frames_is_refused(browser, page) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), (n % 250, n // 250, 99)) for n in range(1000)]
    frames[0].save(
        out, format="GIF", save_all=True, append_images=frames[1:], duration=[10 + n % 3 for n in range(1000)]
    )
    answer = upload(browser("ana"), page, out.getvalue(), "a.gif")
    assert answer.status_code == 422 and answer.json["errors"]["file"]


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nb\r\n' % n for n in range(10_000))
        + b"--x--",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"\r" * 2_000_000,
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nno end',
        b"not multipart at all",
    ],
    ids=["ten thousand parts", "carriage returns", "no end", "no parts"],
)
def test_u6_a_hostile_form_is_refused_and_leaves_nothing(browser, page, body, runtime) -> None:
    ana = browser("ana")
    ana.get(f"/p/{page}/leitern")
    answer = ana.client.post(
        f"/spaces/team/files?page={page}",
        data=body,
        headers={"X-CSRF-Token": ana.token, "Content-Type": "multipart/form-data; boundary=x"},
        base_url="http://wiki.test",
    )
    assert 400 <= answer.status_code < 500
    assert list((runtime.config.data / "files").rglob("incoming-*")) == []


def test_u10_files_are_limited_per_person_and_in_total(browser, page, app) -> None:
    app.extensions["kms.config"] = replace(app.extensions["kms.config"], uploads_each_mb=1, uploads_mb=2)
    ana, ben = browser("ana"), browser("ben")
    assert upload(ana, page, b"a" * 900_000, "a.txt").status_code == 201
    refused = upload(ana, page, b"b" * 200_000, "b.txt")
    assert refused.status_code == 413 and "1 MB" in refused.text
    assert upload(ben, page, b"c" * 1_000_000, "c.txt").status_code == 201
    assert upload(browser("lena"), page, b"d" * 200_000, "d.txt").status_code == 507


def test_u10_files_leave_space_for_texts(browser, page, runtime) -> None:
    runtime.files.reserve = 10**18
    answer = upload(browser("ana"), page, b"a", "a.txt")
    assert answer.status_code == 507 and "disk" in answer.text
    assert list((runtime.config.data / "files").rglob("incoming-*")) == []


def test_u11_what_the_scanner_refuses_is_not_kept(browser, page, runtime, tmp_path) -> None:
    scanner = tmp_path / "scanner"
    scanner.write_text('#!/bin/sh\nif grep -q EICAR "$2"; then exit 1; fi\n')
    scanner.chmod(0o755)
    runtime.files.scanner = f"{scanner} --quiet"
    ana = browser("ana")
    refused = upload(ana, page, b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE", "a.txt")
    assert refused.status_code == 422 and "virus" in refused.json["errors"]["file"]
    assert upload(ana, page, b"harmless", "b.txt").status_code == 201
    assert [path.read_bytes() for path in (runtime.config.data / "files").glob("??/*")] == [b"harmless"]


@pytest.mark.parametrize(
    ("scanner", "status"), [("/nowhere/scanner", 503), ("false --x", 422), ("sh -c 'exit 2'", 503), ("unclosed '", 503)]
)
def test_u11_without_a_working_scanner_nothing_is_accepted(browser, page, runtime, scanner, status) -> None:
    runtime.files.scanner = scanner
    assert upload(browser("ana"), page, b"a", "a.txt").status_code == status
    assert list((runtime.config.data / "files").glob("??/*")) == []
