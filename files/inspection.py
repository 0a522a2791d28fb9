"""What an upload really is, by its content: the name and the browser's word count for nothing."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from PIL import ExifTags, Image, ImageCms
from pillow_heif import register_heif_opener

from core.problems import Invalid, TooLarge

MB = 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 4000
THUMBNAIL = (480, 480)

MAX_MEMBERS = 200
MAX_UNPACKED = 50 * MB
MAX_RATIO = 100

_IMAGES = ("JPEG", "PNG", "WEBP", "HEIF")
_OFFICE = {
    b"wordprocessingml.document.main+xml": (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    b"spreadsheetml.sheet.main+xml": (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
# What decoders raise over bytes that a stranger chose, besides saying that they are broken.
_STUMBLES = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    RuntimeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_NOT_OURS = "只收照片（JPG、PNG、WebP、HEIC）、PDF、Word（docx）和Excel（xlsx），请换一种再传。"

register_heif_opener()
# A picture that unpacks to more is refused by its header, before it is decoded.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class Kind:
    """A type that we take: `limit` in bytes, `what` as the person calls it."""

    family: str
    extension: str
    content_type: str
    limit: int
    what: str


def wrong(words: str) -> Invalid:
    return Invalid(words, errors={"file": [words]})


def kind_of(content: IO[bytes], size: int) -> Kind:
    """The type by content, within its limit; anything else is refused."""
    if size == 0:
        raise wrong("这个文件是空的（0字节），请重新选一个。")
    content.seek(0)
    head = content.read(64)
    content.seek(0)
    if head.lstrip().startswith(b"%PDF-"):
        kind = Kind("pdf", "pdf", "application/pdf", 20 * MB, "PDF")
    elif head.startswith(b"PK\x03\x04"):
        kind = _office(content, size)
    else:
        kind = _image(content)
    if size > kind.limit:
        words = f"{kind.what}最大{kind.limit // MB}MB，请压缩或拆开后再传。"
        raise TooLarge(words, errors={"file": [words]})
    return kind


def _image(content: IO[bytes]) -> Kind:
    try:
        with Image.open(content, formats=_IMAGES) as picture:
            width, height = picture.size
            png = picture.format == "PNG"
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise wrong("这张照片的像素太多，请缩小到5000万像素以内再传。") from None
    except _STUMBLES:
        raise wrong(_NOT_OURS) from None
    finally:
        content.seek(0)
    if width * height > MAX_PIXELS:
        raise wrong("这张照片的像素太多，请缩小到5000万像素以内再传。")
    extension, content_type = ("png", "image/png") if png else ("jpg", "image/jpeg")
    return Kind("image", extension, content_type, 8 * MB, "照片")


def clean_image(content: IO[bytes], kind: Kind) -> Image.Image:
    """Decoded, turned upright and drawn anew: no place, no camera, no hidden tail comes along."""
    try:
        with Image.open(content, formats=_IMAGES) as picture:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            # Decoded here, where whatever it stumbles over is caught.
            picture.load()
            upright = _in_srgb(_upright(picture))
    except (*_STUMBLES, Image.DecompressionBombError) as broken:
        raise wrong("这张照片打不开，可能没传完整，请重新选一张。") from broken
    mode = "RGBA" if kind.extension == "png" and "A" in upright.getbands() else "RGB"
    fresh = Image.new(mode, upright.size, "white")
    fresh.paste(upright.convert(mode))
    fresh.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return fresh


def _upright(picture: Image.Image) -> Image.Image:
    """Only how it was held is read from what the camera noted; a garbled note turns nothing."""
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 0))
    except _STUMBLES:
        turn = None
    return picture if turn is None else picture.transpose(turn)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Phones save in a wider colour space; without its profile the colours would turn pale."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    try:
        wide = ImageCms.ImageCmsProfile(_bytes(profile))
        turned = ImageCms.profileToProfile(picture, wide, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture
    return turned or picture


def _bytes(raw: bytes) -> IO[bytes]:
    return io.BytesIO(raw)


def _office(content: IO[bytes], size: int) -> Kind:
    with require_safe_zip(content, size) as archive:
        try:
            with archive.open("[Content_Types].xml") as part:
                types = part.read(MB)
        except (*_STUMBLES, zipfile.BadZipFile):
            raise wrong(_NOT_OURS) from None
        names = archive.namelist()
    if b"macroEnabled" in types or any("vbaproject" in name.lower() for name in names):
        raise wrong("这个文件带宏，请另存为不带宏的docx或xlsx再传。")
    for mark, (extension, content_type) in _OFFICE.items():
        if mark in types:
            return Kind("office", extension, content_type, 10 * MB, "Word、Excel文件")
    raise wrong(_NOT_OURS)


def require_safe_zip(content: IO[bytes], size: int) -> zipfile.ZipFile:
    """Looks at the list of members only; a bomb is refused before anything is unpacked."""
    content.seek(0)
    try:
        archive = zipfile.ZipFile(content)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise wrong("这个文件打不开，可能没传完整，请重新选一个。") from None
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or unpacked > MAX_RATIO * max(size, 1)
        or any(_is_odd(member) for member in members)
    ):
        archive.close()
        raise wrong("这个文件解开后异常的大或结构不对，没有接收。请用Word或Excel重新保存后再传。")
    return archive


def _is_odd(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    outside = path.is_absolute() or ".." in path.parts or ":" in member.filename
    encrypted = bool(member.flag_bits & 0x1)
    swollen = member.file_size > MAX_RATIO * max(member.compress_size, 1) + MB
    return outside or encrypted or swollen
