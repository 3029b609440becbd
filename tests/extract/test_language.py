"""Which texts are English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.extract.language import language
from briefbook.extract.text import plain


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said on Monday that exports fell in October.",
        "Shares of the chipmaker rose after it raised its forecast.",
        "Brussels wants to tax parcels from China, a draft shows; the de minimis "
        "rule would go.",
        "THE COMMISSION HAS OPENED A CASE AGAINST THE PLATFORM",
    ],
)
def test_english_is_named_english(text):
    assert language(plain(text)) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Die Regierung will den Export von Chips nach China weiter einschränken.",
        "Le gouvernement veut limiter les exportations de puces vers la Chine.",
        "El gobierno quiere limitar las exportaciones de chips a China.",
        "Il governo vuole limitare le esportazioni di chip verso la Cina.",
        "De regering wil de uitvoer van chips naar China verder beperken, dat is "
        "niet het einde van het verhaal.",
        "Pemerintah akan membatasi ekspor cip ke Tiongkok dan ini untuk keamanan.",
        "中国商务部周二宣布禁止向美国出口镓和锗。",
        "Правительство ограничит экспорт микросхем в Китай.",
        "政府は火曜日、半導体の輸出規制を発表した。",
        "정부는 화요일 반도체 수출 규제를 발표했다.",
        "أعلنت الحكومة قيودا على تصدير الرقائق",
    ],
)
def test_another_language_is_named_other(text):
    assert language(plain(text)) == "other"


@pytest.mark.parametrize(
    "text", ["", " \n", "SMIC", "12 34 56", "Huawei, SMIC", "中国"]
)
def test_too_short_a_text_is_undetermined(text):
    assert language(plain(text)) == "und"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_one_of_three_names(text):
    assert language(plain(text)) in {"en", "other", "und"}
