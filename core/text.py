"""Chinese text as people type it: look-alike dots, full-width digits, numbers in characters."""

import re
import unicodedata
import zlib

_DOTS = dict.fromkeys(map(ord, "•‧・．⋅᛫●∙"), "·")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def normal_name(text: str) -> str:
    """A person's name with the separator U+00B7 (民委发〔2016〕33号) and no stray blanks.

    Blanks inside a Chinese name are typing noise; inside a Latin name they are kept.
    """
    text = " ".join(text.translate(_DOTS).split())
    if re.search(r"[a-zA-Z]", text):
        return text
    return re.sub(r"(?<=\w)\.(?=\w)", "·", text).replace(" ", "")


def half_width(text: str) -> str:
    """Full-width digits and Latin letters become half-width; Chinese punctuation stays."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff10" <= c <= "\uff5a" and c.isalnum() else c
        for c in text
    )


def digits_only(text: str) -> str:
    return re.sub(r"\D", "", half_width(text))


def normal_phone(text: str) -> str:
    """Mainland mobile, landline or +852: digits with an optional leading +."""
    text = half_width(text).replace("＋", "+").strip()
    plus = "+" if text.startswith("+") else ""
    digits = digits_only(text)
    if digits.startswith("86") and len(digits) == 13:
        return digits[2:]
    return plus + digits


def is_phone(text: str) -> bool:
    """11 digits for a mainland mobile, 10 to 12 with area code, + and 8 to 15 from abroad."""
    return bool(re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}|\+\d{8,15}|[2-8]\d{6,7}", text))


def phone_fault(text: str) -> str:
    """What is wrong with a number, so that whoever typed it sees it at once; nothing when right."""
    if is_phone(text):
        return ""
    missing = 11 - len(text)
    if re.fullmatch(r"1[3-9]\d+", text) and abs(missing) <= 3:
        return f"手机号是11位，{f'还差{missing}' if missing > 0 else f'多了{-missing}'}位，请核对。"
    return "电话号码不对，请填11位手机号，或带区号的座机。"


def chinese_to_int(text: str) -> int | None:
    """一百二十三 → 123, 一二三 → 123; None when it is no number."""
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit


def whole_number(text: str) -> int | None:
    """A row's number as an address or a form sends it; ², ٣ and five thousand nines are none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def serial_in(text: str) -> int | None:
    """The serial that a person means by 31, 0031, 第31号, 闭会第31号, 第三十一号; else None.

    第0188号（原议案第7号） is 188.
    """
    text = half_width(text).strip().partition("（原")[0]
    match = re.fullmatch(r"(?:.*第)?\s*([0-9]+|[〇零一二两三四五六七八九十百千]+)\s*号?", text)
    if not match:
        return None
    found = match.group(1)
    value = whole_number(found) if found.isdecimal() else chinese_to_int(found)
    return value if value is not None and value < 2**31 else None


def fold(text: str) -> str:
    """For comparing: half-width, lower case, letters and digits only."""
    text = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in text if c.isalnum())


def grams(text: str) -> list[int]:
    """Hashes (signed 32 bit) of all two-letter pieces: finds every two-character word.

    Word cutters lose 停车 inside 停车难; two-letter pieces do not.
    """
    folded = fold(text)
    pieces = {folded[i : i + 2] for i in range(len(folded) - 1)} or ({folded} if folded else set())
    return sorted(zlib.crc32(piece.encode()) - 2**31 for piece in pieces)


_LONG_NUMBER = re.compile(r"[\d０-９][\d０-９\s-]{5,}[\d０-９]")


# 198****3735, as a page of ours shows a phone: neighbours know whose it is.
_MASKED = re.compile(r"[\d０-９]{2,6}[*＊×xX●•]{2,12}[\d０-９xX]{2,4}")


def without_numbers(text: str) -> str:
    """Without phone and identity numbers, whole or masked: what goes into titles and notices."""
    return _LONG_NUMBER.sub("（号码略）", _MASKED.sub("（号码略）", text))


def has_masked_number(text: str) -> bool:
    return _MASKED.search(text) is not None


_BETWEEN = r"[\s-]?"
_CONTACT = re.compile(
    rf"(?<!\d)(?:1[3-9](?:{_BETWEEN}\d){{9}}|\d(?:{_BETWEEN}\d){{16}}[\dXx]"
    rf"|0\d{{2,3}}{_BETWEEN}\d{{7,8}})(?!\d)"
)


# House numbers, and what 住址 or 家住 says up to the next mark.
_ADDRESS = re.compile(
    r"(?:家庭住址|通讯地址|通信地址|家住|现住|住址|住在)[:：]?[^，。；、,;\n（）]{2,40}"
    r"|[\u4e00-\u9fff]{0,8}(?:路|街|巷|弄|大道|小区|花园|新村|村|组|社区)"
    r"(?:[0-9]{1,5}号(?!文|令|院线)(?:[0-9]{1,3}(?:栋|幢|号楼|单元|室|户|房))*"
    r"|(?:[0-9]{1,3}(?:栋|幢|号楼))(?:[0-9]{1,3}单元)?(?:[0-9]{1,5}(?:室|号|户|房))?)"
    r"|[0-9]{1,3}(?:栋|幢|号楼)(?:[0-9]{1,3}单元)?[0-9]{1,5}(?:室|号|户|房)"
)


def without_addresses(text: str) -> str:
    """Without house numbers and home addresses; numbers of papers and names of places stay."""
    return _ADDRESS.sub("（地址略）", text)


def without_contacts(text: str) -> str:
    """Without phone and identity numbers; days, sums and other numbers of the matter stay."""
    plain = half_width(text)
    kept, at = "", 0
    for found in _CONTACT.finditer(plain):
        kept += f"{text[at : found.start()]}（号码略）"
        at = found.end()
    return kept + text[at:]
