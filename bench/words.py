"""Plausible Chinese text: clauses of the demo county in new orders, with rare words in between."""

import json
import random
import zlib
from dataclasses import dataclass
from pathlib import Path

from pypinyin.phrases_dict import phrases_dict

from core.text import fold

DATA = Path(__file__).resolve().parent.parent / "demo" / "data"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建国文斌宇浩凯健俊帆雪婷"


@dataclass(frozen=True)
class Sentence:
    """A sentence and the hashes of its two-letter pieces, reckoned once."""

    text: str
    first: str
    last: str
    grams: tuple[int, ...]


class Words:
    """Everything is drawn from one seed, so that two runs load the same rows."""

    def __init__(self, seed: int = 20260101):
        self.random = random.Random(seed)
        opinions = json.loads((DATA / "opinions.json").read_text())
        cases = json.loads((DATA / "suggestions.json").read_text())
        whole = [row["words"] for row in opinions]
        whole += [row[name] for row in cases for name in ("problem", "proposal")]
        marks = str.maketrans("。；！？：", "，，，，，")
        parts = [part for text in whole for part in text.translate(marks).split("，")]
        self.clauses = sorted({part for part in parts if 4 <= len(part) <= 24})
        titles = [row["title"].removeprefix("关于").removesuffix("的建议") for row in cases]
        self.titles = sorted({part for text in titles for part in text.split("、")})
        self.rare = [word for word in phrases_dict if len(word) <= 4 and word.isalpha()]
        self.hashes: dict[str, int] = {}
        self.sentences = [self._sentence() for _ in range(8000)]

    def _sentence(self) -> Sentence:
        draw = self.random
        clauses = draw.choices(self.clauses, k=draw.randint(2, 5))
        if draw.random() < 0.4:
            clauses.append(f"涉及{draw.choice(self.rare)}")
        folded = fold("".join(clauses))
        pairs = {self.gram(folded[i : i + 2]) for i in range(len(folded) - 1)}
        return Sentence("，".join(clauses) + "。", folded[0], folded[-1], tuple(pairs))

    def gram(self, pair: str) -> int:
        """As core.text.grams reckons it."""
        if pair not in self.hashes:
            self.hashes[pair] = zlib.crc32(pair.encode()) - 2**31
        return self.hashes[pair]

    def title(self) -> str:
        one, two = self.random.choice(self.titles), self.random.choice(self.titles)
        return f"关于{one}、{two}和{self.random.choice(self.rare)}的建议"[:80]

    def body(self, least: int, most: int) -> list[Sentence]:
        return self.random.choices(self.sentences, k=self.random.randint(least, most))

    def search(self, title: str, body: list[Sentence]) -> str:
        """The search column of a title and its sentences."""
        folded = fold(title)
        pairs = {self.gram(folded[i : i + 2]) for i in range(len(folded) - 1)}
        last = folded[-1]
        for sentence in body:
            pairs.add(self.gram(last + sentence.first))
            pairs.update(sentence.grams)
            last = sentence.last
        return "{" + ",".join(map(str, pairs)) + "}"

    def name(self) -> str:
        draw = self.random
        return draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.randint(1, 2)))


def written(body: list[Sentence]) -> str:
    return "".join(sentence.text for sentence in body)
