#!/usr/bin/env python3
"""Recompute the draw of a spot check (随机抽评) from what was published. Needs Python 3 alone.

    python3 verify_draw.py 抽评.json                 after the draw: the value stands in the file
    python3 verify_draw.py 抽评.json "03 09 15 21"   with the value as you read it at the source

Exit: 0 all of it matches, 1 something does not, 2 the file cannot be used.
The rules are in docs/domain/spot-checks.md; this program shares no code with the platform.
"""

import hashlib
import json
import re
import sys
import unicodedata


def normal(value):
    found = re.findall("[0-9A-Z.]+", unicodedata.normalize("NFKC", value).upper())
    return " ".join(found)


def whole_list(rows):
    return "".join("%s\t%d\n" % (number, group) for number, group in rows)


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def stream(seed):
    counter = 0
    while True:
        block = bytes.fromhex(seed) + counter.to_bytes(8, "big")
        yield int.from_bytes(hashlib.sha256(block).digest()[:8], "big")
        counter += 1


def below(numbers, bound):
    top = 2**64
    usable = top - top % bound
    return next(number for number in numbers if number < usable) % bound


def drawn(rows, seed, rule, size):
    numbers, found = stream(seed), []
    groups: dict = {}
    for number, group in rows:
        groups.setdefault(group, []).append(number)
    for group in sorted(groups):
        left = groups[group]
        wanted = size
        if rule == "share":
            wanted = (len(left) * size + 99) // 100
        for place in range(min(wanted, len(left))):
            other = place + below(numbers, len(left) - place)
            left[place], left[other] = left[other], left[place]
            found.append(left[place])
    return found


def verify(published, value):
    """The lines to print, and whether all of it matches."""
    rows = [(number, group) for number, group in published["list"]]
    said, right = [], True
    order = sorted(rows, key=lambda row: row[0].encode("utf-8"))
    list_hash = sha256(whole_list(rows))
    matches = list_hash == published["list_hash"] and order == rows
    right = right and matches
    said.append("名单%d件，SHA-256：%s" % (len(rows), list_hash))
    said.append("与公布的一致" if matches else "与公布的不一致：名单被改动过")
    value = value or published.get("source_value") or ""
    if not normal(value):
        said.append("公开来源：%s，%s" % (published["source"], published["source_day"]))
        said.append("来源公布后，再加上它的数值运行一次，就能算出抽中的编号。")
        return said, right
    if published.get("source_value") and normal(published["source_value"]) != normal(value):
        said.append("录入的来源数值是%s，与您给的不同" % published["source_value"])
        right = False
    found = drawn(
        rows, sha256(list_hash + "\n" + normal(value)), published["size_rule"], published["size"]
    )
    said.append("来源数值：%s" % normal(value))
    said.append("抽中%d件：" % len(found))
    said.extend("  %s" % number for number in found)
    if published.get("drawn"):
        same = published["drawn"] == found
        right = right and same
        said.append("与公布的抽取结果一致" if same else "与公布的抽取结果不一致")
    return said, right


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            published = json.load(file)
        said, right = verify(published, arguments[1] if len(arguments) == 2 else "")
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print("这个文件用不了：%s" % problem)
        return 2
    for line in said:
        print(line)
    return 0 if right else 1


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
