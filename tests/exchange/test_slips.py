"""Login slips: ten to a page, with everything one needs to log in, in both languages."""

from datetime import date

import pytest

from sqm_training.exchange import slips
from sqm_training.exchange.slips import Slip
from sqm_training.locale.fonts import font_path
from tests.exchange.pdf_text import Readable, opened

ADDRESS = "http://192.168.1.20:8000"


def slip(name: str = "张志远", number: str = "00086", store: str = "演示一店") -> Slip:
    return Slip(name, number, store, "ABCD23GH", date(2026, 11, 26))


def printed(*some: Slip, address: str = ADDRESS) -> Readable:
    return opened(slips.render(some, font_path("regular"), font_path("bold"), address))


def test_a_slip_says_who_the_code_the_day_and_how_in_both_languages() -> None:
    page = printed(slip())
    for words in ("张志远", "00086", "演示一店", "ABCD-23GH", "2026年11月26日", "2026-11-26", ADDRESS):
        assert words in page.text
    assert "激活码" in page.text
    assert "Activation code" in page.text


def test_ten_slips_fill_a_page() -> None:
    assert printed(*[slip()] * 10).pages == 1
    assert printed(*[slip()] * 11).pages == 2


@pytest.mark.parametrize("name", ["吴𬭎", "㛃㛃", "马䶮", "阿依古丽·买买提", "O'Neil Zoë"])
def test_rare_names_are_printed_in_full(name: str) -> None:
    assert name in printed(slip(name)).text


def test_the_typeface_is_in_the_file() -> None:
    page = printed(slip())
    assert page.fonts == {"NotoSansSC", "NotoSansSCBold"}
    assert page.embedded == 2


def test_a_long_name_is_made_smaller_and_a_long_store_is_cut_but_the_number_stands() -> None:
    page = printed(slip("阿卜杜热合曼·麦麦提吐尔孙·伊敏江·吐尔逊", "SA-000123-XYZ-000123", "很长的门店名称" * 8))
    assert "阿卜杜热合曼·麦麦提吐尔孙·伊敏江·吐尔逊" in page.text
    assert "SA-000123-XYZ-000123" in page.text
    assert "…" in page.text


def test_without_an_address_there_is_room_to_write_it() -> None:
    page = printed(slip(), address="")
    assert "____" in page.text
    assert "扫码" not in page.text
    assert page.squares == 0


def test_codes_are_grouped_however_they_come() -> None:
    assert slips.grouped("ABCD23GH") == slips.grouped("ABCD-23GH") == "ABCD-23GH"
