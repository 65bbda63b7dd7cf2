"""Certificates on paper: whose, for what, until when, why; and plainly not the state's."""

from dataclasses import replace
from datetime import date

import segno

from sqm_training.domain.text import Text
from sqm_training.exchange import certificate_pdf
from sqm_training.exchange.certificate_pdf import Certificate
from sqm_training.locale.fonts import font_path
from tests.exchange.pdf_text import opened

VERIFY = "https://sqm.example.com/verify/SQM-2026-00001"
CERTIFICATE = Certificate(
    number="SQM-2026-00001",
    name="阿依古丽·买买提",
    employee_no="HZ0064",
    store="演示二店·杭州（虚构）",
    post=Text(zh="维修技师", en="Technician"),
    grade="L1",
    title=Text(zh="维修技师L1上岗认证", en="Technician L1 job certification"),
    valid_from=date(2026, 11, 12),
    valid_until=date(2028, 11, 12),
    issuer="演示集团（虚构）",
    basis=(Text(zh="理论考试：86分", en="Theory paper: 86"), Text(zh="实操考核：通过", en="Practical: passed")),
    verify=VERIFY,
)


def render(certificate: Certificate = CERTIFICATE) -> bytes:
    return certificate_pdf.render(certificate, font_path("regular"), font_path("bold"))


def test_a_certificate_says_everything_in_both_languages_on_one_page() -> None:
    page = opened(render())
    assert page.pages == 1
    for words in (
        "SQM-2026-00001", "阿依古丽·买买提", "HZ0064", "演示二店·杭州（虚构）", "维修技师", "Technician", "L1",
        "维修技师L1上岗认证", "2026年11月12日", "2028年11月12日", "2028-11-12", "演示集团（虚构）", "理论考试：86分",
        "Practical: passed",
    ):  # fmt: skip
        assert words in page.text


def test_it_is_plainly_the_company_s_own() -> None:
    words = opened(render()).text
    assert "企业内部上岗认证" in words
    assert "Internal job certification" in words
    assert "不是国家职业技能等级证书" in words


def test_the_code_to_verify_it_is_drawn_module_by_module() -> None:
    dark = sum(sum(row) for row in segno.make(VERIFY, error="m").matrix_iter(border=0))
    assert opened(render()).squares - opened(render(replace(CERTIFICATE, verify=""))).squares == dark


def test_the_typeface_is_in_the_file() -> None:
    assert opened(render()).embedded == 2


def test_the_same_certificate_gives_the_same_bytes() -> None:
    assert render() == render()


def test_what_is_not_known_is_left_out() -> None:
    words = opened(render(replace(CERTIFICATE, issuer="", basis=(), verify=""))).text
    assert "认证依据" not in words
    assert "颁发单位" not in words
    assert "扫码核验" not in words
