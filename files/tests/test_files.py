"""Bad uploads, hidden data, and who may open what."""

import contextlib
import io
import os
import struct
import threading
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.http import Http404
from PIL import Image

from accounts.models import User
from accounts.services import Oneself
from audit.models import Entry
from core.problems import Conflict, Invalid, TooLarge, TooOften
from files import services
from files.inspection import clean_image, kind_of
from files.models import StoredFile

pytestmark = pytest.mark.django_db
DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def by():
    return Oneself(User.objects.create(login="someone", name="某人", password="x"))


def upload(content, name="照片.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, content, content_type=content_type)


def picture(size=(640, 480), kind="JPEG", **options):
    out = io.BytesIO()
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    image.save(out, kind, **options)
    return out.getvalue()


def gps_photo():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SECRETMAKER"
    exif[0x9286] = "planted-comment"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (25.0, 44.0, 15.0)
    place[3], place[4] = "E", (112.0, 43.0, 50.0)
    return picture(exif=exif) + b"<script>alert('tail')</script>"


def packed(members, content_types=DOCX):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types>" + content_types + b"</Types>")
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb_png(side=30_000):
    """A header of 900 million pixels on a few bytes."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def bytes_of(stored):
    with stored.open("rb") as content:
        return content.read()


def opened(stored):
    return Image.open(io.BytesIO(bytes_of(stored)))


def refused(by, content, name="照片.jpg"):
    with pytest.raises(Invalid) as refusal:
        services.store(upload(content, name), by=by)
    assert not StoredFile.objects.exists()
    return refusal.value


# What comes in.


def test_place_camera_comment_and_tail_do_not_come_along(by):
    row = services.store(upload(gps_photo()), by=by)
    kept = bytes_of(row.content)
    for planted in (b"SECRETMAKER", b"planted-comment", b"script", b"Exif"):
        assert planted not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == (480, 640), "turned upright before its mark was dropped"
    with opened(row.thumbnail) as small:
        assert max(small.size) <= 480
        assert not small.getexif()
    assert row.content_type == "image/jpeg"
    assert row.size == len(kept)


def test_png_text_is_dropped_and_transparency_kept(by):
    from_phone = Image.new("RGBA", (40, 30), (200, 0, 0, 90))
    out = io.BytesIO()
    from_phone.info["Comment"] = "planted"
    from_phone.save(out, "PNG")
    row = services.store(upload(out.getvalue(), "章.png"), by=by)
    with opened(row.content) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((1, 1))[3] == 90
    assert row.name == "章.png"


def test_heic_becomes_jpeg(by):
    row = services.store(upload(picture(kind="HEIF"), "IMG_0001.HEIC"), by=by)
    assert (row.name, row.content_type) == ("IMG_0001.jpg", "image/jpeg")
    with opened(row.content) as image:
        assert image.format == "JPEG"
        assert image.size == (640, 480)


def test_webp_becomes_jpeg(by):
    row = services.store(upload(picture(kind="WEBP"), "a.webp"), by=by)
    assert row.name == "a.jpg"


def test_large_photo_is_brought_to_a_readable_size(by):
    row = services.store(upload(picture((5000, 3000))), by=by)
    with opened(row.content) as image:
        assert image.size == (4000, 2400)


def test_pixel_bomb_is_refused_by_its_header(by):
    content = bomb_png()
    assert len(content) < 200
    assert "像素太多" in refused(by, content).detail


def test_just_above_the_limit_is_refused_too(by):
    assert "像素太多" in refused(by, bomb_png(7_100)).detail


def test_truncated_photo_is_told(by):
    assert "没传完整" in refused(by, picture()[:2000]).detail


def test_empty_file_is_told(by):
    problem = refused(by, b"")
    assert "0字节" in problem.detail
    assert "file" in problem.errors


def test_pdf_named_jpg_is_a_pdf(by):
    row = services.store(upload(b"%PDF-1.7\n%%EOF", "扫描件.jpg"), by=by)
    assert (row.name, row.content_type) == ("扫描件.pdf", "application/pdf")
    assert not row.is_image


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00" + b"\0" * 100,
        b"GIF89a" + b"\0" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"just words",
        b"PK\x03\x04 not a zip",
        b"\0",
    ],
)
def test_everything_else_is_refused(by, content):
    problem = refused(by, content)
    assert problem.status == 400
    assert "请" in problem.detail


def test_too_large_says_how_large_it_may_be(by):
    with pytest.raises(TooLarge) as refusal:
        services.store(upload(b"%PDF-1.7" + b"0" * (20 * 1024 * 1024), "大.pdf"), by=by)
    assert refusal.value.status == 413
    assert "20MB" in refusal.value.detail


@pytest.mark.parametrize(("types", "ending"), [(DOCX, "docx"), (XLSX, "xlsx")])
def test_office_files_are_known_by_their_content(by, types, ending):
    row = services.store(upload(packed({"a.xml": b"<a/>"}, types), "答复.zip"), by=by)
    assert row.name == f"答复.{ending}"
    assert "openxmlformats" in row.content_type


def test_zip_bomb_is_refused_before_it_is_opened(by):
    content = packed({"xl/sheet1.xml": b"\0" * (60 * 1024 * 1024)})
    assert len(content) < 100_000
    assert "异常的大" in refused(by, content, "表.xlsx").detail


def test_ratio_members_and_odd_paths_are_refused(by):
    assert refused(by, packed({"a.xml": b"\0" * (20 * 1024 * 1024)}))
    assert refused(by, packed({f"{n}.xml": b"" for n in range(250)}))
    assert refused(by, packed({"../../etc/passwd": b"x"}))
    assert refused(by, packed({"/etc/passwd": b"x"}))
    assert refused(by, packed({"..\\evil.dll": b"x"}))


def test_forged_sizes_do_not_pass(by):
    """A bomb that lies about its sizes stops at the check sum."""
    content = bytearray(packed({}, content_types=b"\0" * (3 * 1024 * 1024) + DOCX))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refused(by, bytes(content))


def test_macros_and_plain_zips_are_refused(by):
    assert "宏" in refused(by, packed({"word/vbaProject.bin": b"x"})).detail
    assert refused(by, packed({"a.txt": b"x"}, b"nothing"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\用户\\照片.JPG", "照片.jpg"),
        ('a<b>:"c|?*.jpg', "a_b___c___.jpg"),
        ("换行\r\nSet-Cookie: x.jpg", "换行Set-Cookie_ x.jpg"),
        ("\u202egpj.exe.jpg", "gpj.exe.jpg"),
        (".jpg", "文件.jpg"),
        ("长" * 300 + ".jpg", "长" * 100 + ".jpg"),
    ],
)
def test_names_are_made_harmless(name, kept):
    assert services.safe_name(name, "jpg") == kept


def test_path_on_disk_never_holds_the_name(by):
    row = services.store(upload(picture(), "张三的身份证.jpg"), by=by)
    assert "张三" not in row.content.name
    assert row.token.hex in row.content.name


def test_a_flood_of_loose_uploads_stops(by, monkeypatch):
    monkeypatch.setattr(services, "LOOSE_AT_ONCE", 3)
    for _ in range(3):
        services.store(upload(b"%PDF-1.7"), by=by)
    with pytest.raises(TooOften):
        services.store(upload(b"%PDF-1.7"), by=by)


def test_a_full_disk_is_told(by, monkeypatch):
    monkeypatch.setattr(services, "LOW_WATER", 2**70)
    with pytest.raises(services.StorageFull):
        services.store(upload(b"%PDF-1.7"), by=by)


def test_every_upload_is_recorded_with_its_sum(by):
    row = services.store(upload(picture()), by=by)
    entry = Entry.objects.get(action="file.store")
    assert entry.user_id == by.user.pk
    assert entry.after["sha256"] == row.sha256


# Where it belongs.


def test_a_file_belongs_to_one_case_for_good(by):
    row = services.store(upload(picture()), by=by)
    one = User.objects.create(login="one", name="甲", password="x")
    two = User.objects.create(login="two", name="乙", password="x")
    services.attach(row, one, by=by, purpose="scan")
    services.attach(row, one, by=by)
    with pytest.raises(Conflict):
        services.attach(row, two, by=by)
    with pytest.raises(Conflict):
        services.remove(row, by=by)
    row.refresh_from_db()
    assert (row.subject_type, row.subject_id, row.purpose) == ("user", one.pk, "scan")


def test_somebody_elses_loose_upload_cannot_be_taken(by):
    row = services.store(upload(picture()), by=by)
    other = Oneself(User.objects.create(login="other", name="另一位", password="x"))
    with pytest.raises(Http404):
        services.attach(row, other.user, by=other)
    assert services.own_loose([row.token], by=other) == []
    assert services.own_loose([row.token], by=by) == [row]


def test_loose_uploads_go_after_a_week(by, media, django_capture_on_commit_callbacks):
    row = services.store(upload(picture()), by=by)
    fresh = services.store(upload(picture()), by=by)
    StoredFile.objects.filter(pk=row.pk).update(
        created_at=row.created_at - services.LOOSE_LIFETIME * 2
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert services.tidy() == 1
    assert not (media / row.content.name).exists()
    assert not (media / row.thumbnail.name).exists()
    assert (media / fresh.content.name).exists()
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(fresh, by=by)
    assert not (media / fresh.content.name).exists()


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_is_being_attached_is_not_tidied_away(by, media):
    row = services.store(upload(picture()), by=by)
    StoredFile.objects.update(created_at=row.created_at - services.LOOSE_LIFETIME * 2)
    gone: list[int] = []

    def tidying():
        gone.append(services.tidy())
        connections.close_all()

    with transaction.atomic():
        services.attach(row, by.user, by=by)
        thread = threading.Thread(target=tidying)
        thread.start()
        thread.join(10)
        assert gone == [0]
    assert services.tidy() == 0
    assert (media / row.content.name).exists()


def test_what_a_refused_deed_left_on_disk_goes_after_a_day(by, media):
    """The row went with the deed; only bytes with a name of ours and without a row are erased."""
    with contextlib.suppress(Conflict), transaction.atomic():
        lost = services.store(upload(picture()), by=by)
        raise Conflict("第二件没有写清楚。")
    kept = services.store(upload(picture()), by=by)
    alien = media / "ab" / "说明.txt"
    alien.parent.mkdir(exist_ok=True)
    alien.write_text("别的文件")
    assert services.erase_lost() == 0
    for path in media.glob("??/*"):
        os.utime(path, (0, 0))

    assert services.erase_lost() == 2
    assert not (media / lost.content.name).exists()
    assert not (media / lost.thumbnail.name).exists()
    assert (media / kept.content.name).exists()
    assert (media / kept.thumbnail.name).exists()
    assert alien.exists()
    assert services.erase_lost() == 0


def test_a_paper_whose_inside_is_spoilt_is_refused():
    """The list of members is whole, the packed bytes are not."""
    whole = bytearray(packed({"word/document.xml": b"x" * 500}))
    for place in range(30, 90):
        spoilt = bytes(whole[:place]) + b"\xff\xff\xff" + bytes(whole[place + 3 :])
        with contextlib.suppress(Invalid):
            kind_of(io.BytesIO(spoilt), len(spoilt))
    end = whole.rindex(b"PK\x05\x06") + 16
    nowhere = bytes(whole[:end]) + b"\xff\xff\xff\x7f" + bytes(whole[end + 4 :])
    with pytest.raises(Invalid):
        kind_of(io.BytesIO(nowhere), len(nowhere))


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_garbled_note_of_the_camera_does_not_spoil_the_photo():
    """A tag that cannot be written again, as some phones leave behind, is only dropped."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "MAKER"
    exif.get_ifd(0x8825)[1] = "N"
    whole = bytearray(picture((40, 20), exif=exif))
    broken = 0
    for place in range(len(whole)):
        if not 20 <= place < 160:
            continue
        for value in (0, 7, 255):
            spoilt = bytes(whole[:place]) + bytes([value]) + bytes(whole[place + 1 :])
            try:
                kind = kind_of(io.BytesIO(spoilt), len(spoilt))
                assert clean_image(io.BytesIO(spoilt), kind).size in {(40, 20), (20, 40)}
            except Invalid:
                broken += 1
    assert broken < 60
