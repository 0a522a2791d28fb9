"""One description gives a Word file and a PDF that say the same, whatever a person has typed."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from core.papers import (
    QR,
    Big,
    Cell,
    Form,
    Paper,
    Signatures,
    Table,
    Text,
    for_page,
    paper_response,
    pdf,
    ticks,
    word,
)
from core.papers.pdf import known_fonts
from core.problems import Conflict

RARE = "喆昇堃玥龑䶮"
NASTY = (
    r'#import "x" #panic() $x^2$ *粗* _斜_ \ \u{41} <标签> @引 `码` // 注 [x] ~ -- '
    r"{{ y }} &amp; <w:p/>"
)


def told_by_pdf(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return squeezed("".join(pages))


def told_by_word(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    texts = file.element.body.iter(qn("w:t"))
    return squeezed("".join(text.text or "" for text in texts))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b☑√□]", "", text)


def paper(text: str = "路灯不亮") -> Paper:
    return Paper(
        title="示范县代表联络站",
        subtitle="接待选民登记表",
        head=("登记编号：清溪-1", "2026年6月14日"),
        blocks=[
            Form([[Cell("姓名", f"王{RARE}"), Cell("性别", ticks(["男", "女"], "女"))]]),
            Form([[Cell("反映内容", text, tall=40, indent=True)], [Cell("", "整行")]]),
            Table(["序号", "事项"], [[1, text]], widths=[1, 5], align="cl", title="办理"),
            Table(["时间"], [], empty="当日无人来访。"),
            Text(text, heading="小结"),
            Signatures(["接待代表", "记录人"]),
            Big("6月15日", red=True),
            QR("https://example.gov.cn/s/AB12", "扫码留言"),
        ],
        foot=("一式两份", "存站"),
    )


def test_both_files_say_what_was_typed_and_the_same() -> None:
    made = paper(NASTY)
    printed, typed = told_by_pdf(pdf(made)), told_by_word(word(made))
    for told in (printed, typed):
        assert told.count(squeezed(NASTY)) == 3
        for words in (RARE, "接待选民登记表", "当日无人来访。", "扫码留言", "接待代表", "整行"):
            assert words in told


def test_twenty_thousand_letters_and_unbroken_runs_take_pages_not_the_margin() -> None:
    long = paper("长" * 20_000 + "a" * 3_000)
    assert told_by_pdf(pdf(long)).count("长") == 60_000
    assert len(PdfReader(io.BytesIO(pdf(long))).pages) > 20
    assert told_by_word(word(long)).count("长") == 60_000


def test_what_no_printer_can_show_is_left_out() -> None:
    made = paper("一\x00二\x0b三\ud800四\uffff五\r\n六")
    assert "一二三四五六" in told_by_pdf(pdf(made))
    assert "一二三四五六" in told_by_word(word(made))


def test_the_pdf_carries_its_fonts_and_is_made_for_keeping() -> None:
    content = pdf(paper(RARE))
    assert b"pdfaid" in content
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("NotoSerifSC" in name for name in fonts), fonts


def test_the_word_file_names_the_fonts_of_an_office_and_nobody_who_made_it() -> None:
    with zipfile.ZipFile(io.BytesIO(word(paper()))) as parts:
        body = parts.read("word/document.xml").decode()
        about = parts.read("docProps/core.xml").decode()
    assert 'w:eastAsia="方正小标宋简体"' in body
    assert 'w:eastAsia="仿宋_GB2312"' in body
    assert "<dc:creator></dc:creator>" in about or "<dc:creator/>" in about
    assert "python" not in about


def foot_of_word(made: Paper) -> str:
    with zipfile.ZipFile(io.BytesIO(word(made))) as parts:
        names = [name for name in parts.namelist() if name.startswith("word/footer")]
        return "".join(parts.read(name).decode() for name in names)


def test_word_counts_the_pages_itself_and_a_poster_has_no_number() -> None:
    blocks = [block for block in paper().blocks if not isinstance(block, Big)]
    foot = foot_of_word(replace(paper(), blocks=blocks))
    assert re.findall(r"instrText[^>]*> (\w+) <", foot) == ["PAGE", "NUMPAGES"]
    assert foot.count('fldCharType="begin"') == foot.count('fldCharType="end"') == 2
    assert "一式两份" in foot
    assert "存站" in foot
    assert "PAGE" not in foot_of_word(paper())


def test_several_papers_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: pdf(paper(f"第{n}份")), range(8)))
    assert all(f"第{n}份" in told_by_pdf(content) for n, content in enumerate(made))


def test_without_a_typeface_the_word_file_still_comes(settings, tmp_path) -> None:
    settings.PAPER_FONTS = tmp_path
    known_fonts.cache_clear()
    with pytest.raises(Conflict, match="Word"):
        pdf(paper())
    assert word(paper())
    settings.PAPER_FONTS = settings.HOME / "fonts"
    assert pdf(paper())


def test_a_file_has_a_chinese_name_that_every_system_takes() -> None:
    reply = paper_response(paper(), '接待登记表 清溪/2026"1"', "docx")
    assert "filename*=utf-8''" in reply["Content-Disposition"]
    assert "%E6%8E%A5%E5%BE%85" in reply["Content-Disposition"]
    for sign in ("/", '"1"', " 清"):
        assert sign not in reply["Content-Disposition"].split("''")[1]
    assert reply["Cache-Control"] == "private, no-store"
    assert paper_response(paper(), "表", "pdf").content.startswith(b"%PDF-")


def test_the_print_page_has_the_same_rows_with_their_spans() -> None:
    page = for_page(paper("一\n二"))
    first, second = (block for block in page["blocks"] if block["kind"] == "form")

    assert [cell["span"] for cell in first["rows"][0]] == [1, 1]
    assert [row[-1]["span"] for row in second["rows"]] == [1, 2]
    assert second["rows"][0][0]["lines"][1][0]["text"] == "二"
    boxes = first["rows"][0][1]["lines"][0]
    assert [(part["text"], part["on"]) for part in boxes] == [("男", False), ("女", True)]
