"""Telephone numbers as E.164, the one form in which every room keeps them."""

HOME_REGION = "CN"


def e164(text: str, region: str = HOME_REGION) -> str | None:
    """`138 0013 8000`, `0086-138...` or `sip:+86138...@gw` as `+8613800138000`; None if it is no number."""
    import phonenumbers

    digits = text.strip().removeprefix("sip:").removeprefix("tel:").split("@")[0].split(";")[0]
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
