"""How dates, numbers and people are written for readers, on pages and in notices alike."""

from datetime import date, datetime
from re import compile as compile_pattern

from core.clock import BEIJING, today

WEEKDAYS = "一二三四五六日"
DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")
COMPOUND_SURNAME = compile_pattern(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|"
    "宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐|轩辕|呼延|"
    "百里|东郭|南门|西门|拓跋|谷梁|闾丘|左丘|第五|梁丘"
)


def local_day(value: date | datetime) -> date:
    """The calendar day of an instant in Asia/Shanghai, where every due date is reckoned."""
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).date() if value.tzinfo else value.date()
    return value


def cn_date(value: date | datetime | str | None, on: date | None = None) -> str:
    """11月24日, with the year only when it is not the year of `on` (today)."""
    if not isinstance(value, date):
        return value or ""
    day = local_day(value)
    if day.year == (on or today()).year:
        return f"{day.month}月{day.day}日"
    return full_day(day)


def full_day(value: date | datetime | None) -> str:
    """2026年11月24日: papers, sheets and stored sentences are read in other years too."""
    if value is None:
        return ""
    day = local_day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def cn_date_week(value: date | datetime | str | None, on: date | None = None) -> str:
    """11月24日 星期二."""
    if not isinstance(value, date):
        return value or ""
    return f"{cn_date(value, on)} 星期{WEEKDAYS[local_day(value).weekday()]}"


def cn_datetime(value: date | datetime | str | None, on: date | None = None) -> str:
    """11月24日 09:30; a plain day has no time to show."""
    if not isinstance(value, datetime):
        return cn_date(value, on)
    local = value.astimezone(BEIJING) if value.tzinfo else value
    return f"{cn_date(value, on)} {local:%H:%M}"


def days_ago(value: date | datetime | str | None, on: date | None = None) -> str:
    """今天, 昨天, 3天前; and forwards 明天, 3天后."""
    if not isinstance(value, date):
        return value or ""
    days = ((on or today()) - local_day(value)).days
    near = {0: "今天", 1: "昨天", -1: "明天"}.get(days)
    return near or (f"{days}天前" if days > 0 else f"{-days}天后")


def _below_ten_thousand(number: int) -> str:
    """Four digits in words, one 零 for any run of noughts inside."""
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words


def cn_num(value: int | str | None) -> str:
    """十八 for 18, 一百二十三 for 123: terms and sessions are counted in words."""
    try:
        number = int(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value or "")
    if number == 0:
        return DIGITS[0]
    if not 0 < number < 10**8:
        return str(number)
    high, low = divmod(number, 10**4)
    words = _below_ten_thousand(high) + "万" if high else ""
    if low:
        words += ("零" if high and low < 1000 else "") + _below_ten_thousand(low)
    return words[1:] if words.startswith("一十") else words


def mask_phone(value: str | None) -> str:
    """138****1234: enough for the owner to know it, too little to call it."""
    phone = (value or "").strip()
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"{phone[:2]}****{phone[-2:]}" if len(phone) >= 7 else "*" * len(phone)


def mask_name(value: str | None) -> str:
    """王*, 欧阳**: the surname alone; of a name written with · only its first character."""
    name = (value or "").strip()
    if "·" in name:
        return f"{name[:1]}**"
    kept = 2 if len(name) > 2 and COMPOUND_SURNAME.match(name) else 1
    return name[:kept] + "*" * (len(name) - kept)


def initial(value: str | None) -> str:
    """The first character of a name, for the round badge beside it."""
    return (value or "").strip()[:1]
