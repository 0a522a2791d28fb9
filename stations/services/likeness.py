"""How alike two short Chinese texts are: shared letters and pairs of letters, after preparation.

What people say around a matter (请问, 希望, 没人管) is taken away, and words that mean the same in
a county become one. It offers 「可能是同一件事」; a person decides.
"""

from core.text import fold

# Said around any matter: it makes two texts alike that are not.
STOCK = (
    "能不能", "什么时候", "有没有", "希望", "建议", "请问", "要求", "反映", "有关部门", "没人管",
    "没有人管", "管一管", "查一查", "怎么办", "请修一下", "我们这里", "我们", "老百姓", "村里人",
    "一直", "经常", "已经", "根本", "很大", "太大", "三天两头", "这里", "那个", "那段", "这一片",
    "不方便", "很危险", "不安全", "危险",
)  # fmt: skip
# The first word stands for the others.
ALIKE = (
    ("塌方", "滑坡", "垮塌", "垮了", "塌了"),
    ("公路", "马路", "道路", "通组路"),
    ("孩子", "小孩", "娃娃", "学生", "细伢子"),
    ("上学", "读书", "放学", "放晚学"),
    ("班车", "客车", "客运", "公交车"),
    ("赶集", "赶圩", "赶场"),
    ("停运", "停开"),
    ("浑浊", "发黄", "浑", "黄泥", "泥沙", "带泥"),
    ("停水", "没水", "没有水", "上不去水"),
    ("路灯", "照明"),
    ("不亮", "黑漆漆", "太黑"),
    ("红绿灯", "信号灯"),
    ("路口", "十字路口"),
    ("臭", "味道", "气味", "难闻"),
    ("清运", "清理", "清掏", "来拉", "清淤"),
    ("猪场", "养猪场", "养殖场"),
    ("污水", "粪水", "废水"),
    ("助餐点", "老年食堂", "长者食堂", "助餐"),
    ("老人", "老年人", "老人家"),
    ("欠薪", "拖欠工资", "工钱", "工资", "血汗钱"),
    ("工地", "建筑"),
    ("低保", "最低生活保障"),
    ("停车位", "车位", "停车场"),
    ("狗", "犬"),
    ("噪音", "噪声", "太响", "吵"),
    ("停电", "断电", "跳闸"),
    ("玉米", "苞谷"),
    ("堵塞", "淤塞", "堵了", "堵"),
    ("水渠", "渠道", "灌溉渠"),
    ("医保", "合作医疗"),
    ("卫生室", "村医"),
    ("瘫痪", "瘫"),
)
_WORDS = sorted(
    ((word, same[0]) for same in ALIKE for word in same[1:]), key=lambda pair: -len(pair[0])
)
NEAR = 0.15
# A name has two or three pairs of letters.
SEVERAL = 4


def prepared(text: str) -> str:
    """Letters and digits only, without stock phrases, each word in the form that stands for it."""
    words = fold(text)
    for phrase in STOCK:
        words = words.replace(phrase, "")
    for word, standing in _WORDS:
        words = words.replace(word, standing)
    return words


def likeness(one: str, other: str) -> float:
    """0 to 1, of two prepared texts; a short one inside a long one counts for more."""
    if not one or not other:
        return 0.0
    letters = _share(set(one), set(other))
    pairs = _share(_pairs(one), _pairs(other))
    return 0.5 * letters + 0.5 * pairs


def have_words_in_common(one: str, other: str) -> bool:
    """More than a name, and not by digits: two people speak of the same thing."""
    both = _pairs(one) & _pairs(other)
    return sum(not any(c.isdigit() for c in pair) for pair in both) >= SEVERAL


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def _share(one: set[str], other: set[str]) -> float:
    """Jaccard, softened where one is much shorter: measured against its own size as well."""
    both = len(one & other)
    if not both:
        return 0.0
    return 0.5 * both / len(one | other) + 0.5 * both / min(len(one), len(other))
