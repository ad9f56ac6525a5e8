"""The page that is faxed: title, answer, time and the center's name. Pure."""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

_WORDS = {
    "zh": ("发送时间", "本传真由电话自动查询系统应来电者要求发出。"),
    "en": ("Sent", "This fax was asked for by telephone and sent automatically."),
}
# Large letters and plain black: what a fax machine's 100 lines to the inch leave readable.
_STYLE = "body{font:14pt/1.6 sans-serif;margin:2cm;color:#000}h1{font-size:20pt}footer{margin-top:2cm}"


def page(subject: str, text: str, at: datetime, language: str, center: str, zone: str) -> str:
    """An HTML document; whatever stands in the texts is shown as it is written."""
    short = "en" if language.startswith("en") else "zh"
    sent, why = _WORDS[short]
    time = f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return (
        f'<!doctype html><html lang="{"en" if short == "en" else "zh-CN"}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(subject)}</h1><p>{lines}</p>"
        f"<footer><p>{escape(center)}<br>{sent} {time}</p><p>{why}</p></footer></body></html>"
    )
