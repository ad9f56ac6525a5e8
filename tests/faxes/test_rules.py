"""Where a fax may go, how its page looks, and when it is tried again."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import faxes
from chalicelib.faxes.fax import PATIENCE, next_look, next_try
from chalicelib.problems import Invalid

AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


class Tags(HTMLParser):
    """The tags of a page and the text between them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


def page(subject, text, language="zh-CN"):
    return faxes.page(subject, text, AT, language, "市民<热线>", "Asia/Shanghai")


def test_a_page_has_title_answer_time_and_the_centers_name():
    told = page("办事时间", "每天八点。\n周日休息。")
    assert all(part in told for part in ("<h1>办事时间</h1>", "每天八点。<br>周日休息。", "2026-05-11 10:00"))
    assert "市民&lt;热线&gt;" in told
    assert 'lang="zh-CN"' in told
    assert "asked for by telephone" in page("Hours", "Eight to six.", "en")


@given(st.text(), st.text())
def test_nothing_in_a_text_becomes_a_tag_of_the_page(subject, text):
    assert Tags(page(subject, text)).tags == Tags(page("", "")).tags | (
        {"br"} if len(text.splitlines()) > 1 else set()
    )


@pytest.mark.parametrize(
    ("keyed", "number"),
    [
        ("01088886666", "+861088886666"),
        ("+8613800138000", "+8613800138000"),
        ("021 5555 1234", "+862155551234"),
    ],
)
def test_a_keyed_number_becomes_e164(keyed, number):
    assert faxes.number_for(keyed) == number


@pytest.mark.parametrize("keyed", ["", "12", "anonymous", "0012025550123", "+88212345678"])
def test_what_is_no_number_or_lies_abroad_is_refused_by_name(keyed):
    with pytest.raises(Invalid) as refused:
        faxes.number_for(keyed)
    assert refused.value.fields[0].field == "to"
    assert keyed in refused.value.message or "+" in refused.value.message


def test_tries_end_and_rests_grow():
    rests = [next_try(attempt) for attempt in range(1, 6)]
    assert rests[-1] is None
    assert sorted(rests[:-1]) == rests[:-1]


@given(st.timedeltas(min_value=timedelta(), max_value=PATIENCE * 2))
def test_a_fax_is_looked_after_for_an_hour(waited):
    rest = next_look(waited)
    assert (rest is None) == (waited >= PATIENCE)
    assert rest is None or timedelta(seconds=10) <= rest <= timedelta(minutes=5)
