"""Answers sent by fax: an outbox, and the fax service that takes them from it.

faxes.has_service()                      whether this center has a fax service
faxes.number_for(text)                   the E.164 number to fax to; Invalid names one that cannot be faxed
faxes.page(subject, text, at, language)  the HTML page of an answer
faxes.ask(token, fax...)                 put a fax into the outbox, once for each token
faxes.on_timer(timer, now)               each of TIMER_KINDS: a fax wants its next step
faxes.take_step(payload, now)            the job of JOB: hand a fax over, or ask what became of it
Blueprint `bp` of api.
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.faxes.fax import TIMER_KINDS, Fax, FaxStatus
    from chalicelib.faxes.numbers import has_service, number_for
    from chalicelib.faxes.page import page
    from chalicelib.faxes.sending import JOB, ask, on_timer, resend, take_step
    from chalicelib.faxes.store import faxes

__all__ = [
    "JOB",
    "TIMER_KINDS",
    "Fax",
    "FaxStatus",
    "ask",
    "faxes",
    "has_service",
    "number_for",
    "on_timer",
    "page",
    "resend",
    "take_step",
]
