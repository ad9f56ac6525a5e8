"""Telephone numbers as E.164, the one form in which every room keeps them."""

import re

HOME_REGION = "CN"
# What carriers write most: a Chinese mobile, a Chinese line with its area code, a North American number. The
# library would say the same of them, and costs the first caller of a new Lambda a twentieth of a second.
_PLAIN = re.compile(r"\+(?:86(?:1[3-9]\d{9}|10\d{8}|2\d{9}|[3-9]\d{9,10})|1[2-9]\d{9})")
_HOME_MOBILE = re.compile(r"1[3-9]\d{9}")


def e164(text: str, region: str = HOME_REGION) -> str | None:
    """`138 0013 8000`, `0086-138...` or `sip:+86138...@gw` as `+8613800138000`; None if it is no number."""
    digits = text.strip().removeprefix("sip:").removeprefix("tel:").split("@")[0].split(";")[0]
    if digits.isascii():
        if _PLAIN.fullmatch(digits):
            return digits
        if region == HOME_REGION and _HOME_MOBILE.fullmatch(digits):
            return f"+86{digits}"
    return _looked_up(digits, region)


def _looked_up(digits: str, region: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
