"""What a password must be. After NIST SP 800-63B: length and no well-known ones, no forced symbol mix."""

from dataclasses import dataclass

MIN_LENGTH = 8
MAX_LENGTH = 128
_WELL_KNOWN = (
    "12345678 123456789 1234567890 password password1 qwertyui qwerty123 11111111 88888888 00000000 "
    "66666666 abcd1234 a1234567 admin123 admin888 iloveyou 1q2w3e4r 1qaz2wsx woaini520 5201314520 "
    "abc12345 trunkline welcome1 letmein1 changeme"
)
WELL_KNOWN = frozenset(_WELL_KNOWN.split())


@dataclass(frozen=True)
class BrokenRule:
    """One rule a password breaks: a stable name for the browser to translate, and the sentence."""

    rule: str
    message: str


def broken_rules(password: str, username: str) -> list[BrokenRule]:
    """Every rule `password` breaks; empty when it may be used."""
    broken = []
    if len(password) < MIN_LENGTH:
        broken.append(BrokenRule("min_length", f"A password has at least {MIN_LENGTH} characters"))
    if len(password) > MAX_LENGTH:
        broken.append(BrokenRule("max_length", f"A password has at most {MAX_LENGTH} characters"))
    if username and username.casefold() in password.casefold():
        broken.append(BrokenRule("contains_username", "A password may not contain the username"))
    if password.casefold() in WELL_KNOWN or len(set(password)) == 1:
        broken.append(BrokenRule("well_known", "This password is among the first an attacker tries"))
    return broken
