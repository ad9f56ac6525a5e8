"""Instructions to TwiML: the only place that writes it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from twilio.twiml.voice_response import Dial as DialVerb
from twilio.twiml.voice_response import VoiceResponse

from chalicelib.carrier import instructions as ask

# What https://www.w3.org/TR/xml/#charsets leaves out; its complement would take milliseconds to compile.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(instructions: Iterable[ask.Instruction]) -> str:
    """The TwiML document that carries out `instructions` in order."""
    response = VoiceResponse()
    for instruction in instructions:
        _VERBS[type(instruction)](response, instruction)
    try:
        text = str(response)
    except UnicodeEncodeError:
        text = "\0"
    if _UNWRITABLE.search(text):
        _remove_unwritable(response)
        text = str(response)
    return text


def _remove_unwritable(verb: Any) -> None:
    """Leave out what XML cannot hold: a flow is JSON, which can, and callers' words come from anywhere."""
    if isinstance(verb, str):
        return
    verb.value = _UNWRITABLE.sub("", verb.value) if isinstance(verb.value, str) else verb.value
    verb.attrs = {
        name: _UNWRITABLE.sub("", value) if isinstance(value, str) else value
        for name, value in verb.attrs.items()
    }
    for each in verb.verbs:
        _remove_unwritable(each)


def _say(parent: Any, say: ask.Say) -> None:
    parent.say(say.text, voice=say.voice, language=say.language, loop=_unless(say.loop, 1))


def _play(parent: Any, play: ask.Play) -> None:
    parent.play(play.url, loop=_unless(play.loop, 1), digits=play.digits)


def _pause(parent: Any, pause: ask.Pause) -> None:
    parent.pause(length=pause.seconds)


def _gather(parent: Any, gather: ask.Gather) -> None:
    verb = parent.gather(
        input=gather.input,
        action=gather.action,
        method="POST",
        timeout=gather.timeout_seconds,
        num_digits=gather.num_digits,
        finish_on_key=gather.finish_on_key,
        language=gather.language,
        hints=gather.hints,
        speech_timeout=gather.speech_timeout,
        speech_model=gather.speech_model,
        profanity_filter=gather.profanity_filter,
        action_on_empty_result=gather.action_on_empty_result or None,
    )
    for prompt in gather.prompts:
        _VERBS[type(prompt)](verb, prompt)


def _redirect(parent: Any, redirect: ask.Redirect) -> None:
    parent.redirect(redirect.url, method=redirect.method)


def _enqueue(parent: Any, enqueue: ask.Enqueue) -> None:
    parent.enqueue(
        enqueue.queue_name,
        action=enqueue.action,
        method="POST",
        wait_url=enqueue.wait_url,
        wait_url_method="POST",
        max_queue_size=enqueue.max_size,
    )


def _record(parent: Any, record: ask.Record) -> None:
    parent.record(
        action=record.action,
        method="POST",
        max_length=record.max_seconds,
        timeout=record.timeout_seconds,
        finish_on_key=record.finish_on_key,
        play_beep=record.play_beep,
        trim=record.trim,
        recording_status_callback=record.status_callback,
        transcribe=record.transcribe or None,
        transcribe_callback=record.transcribe_callback,
    )


def _dial(parent: Any, dial: ask.Dial) -> None:
    verb = parent.dial(
        action=dial.action,
        method="POST" if dial.action else None,
        timeout=dial.timeout_seconds,
        caller_id=dial.caller_id,
        record=dial.record,
        time_limit=dial.time_limit_seconds,
        recording_status_callback=dial.recording_status_callback,
    )
    for target in dial.targets:
        _TARGETS[type(target)](verb, target)


def _number(dial: DialVerb, target: ask.NumberTarget) -> None:
    dial.number(target.number, send_digits=target.send_digits)


def _client(dial: DialVerb, target: ask.ClientTarget) -> None:
    noun = dial.client()
    noun.identity(target.identity)
    for name, value in target.parameters.items():
        noun.parameter(name=name, value=value)


def _sip(dial: DialVerb, target: ask.SipTarget) -> None:
    dial.sip(target.uri, username=target.username, password=target.password)


def _sim(dial: DialVerb, target: ask.SimTarget) -> None:
    dial.sim(target.sid)


def _conference(dial: DialVerb, target: ask.ConferenceTarget) -> None:
    dial.conference(
        target.name,
        start_conference_on_enter=target.start_on_enter,
        end_conference_on_exit=target.end_on_exit,
        wait_url=target.wait_url,
        record=target.record,
        status_callback=target.status_callback,
        status_callback_event=" ".join(target.status_callback_events) or None,
        recording_status_callback=target.recording_status_callback,
        muted=target.muted or None,
        coach=target.coach,
        participant_label=target.participant_label,
        beep=target.beep,
    )


def _queue(dial: DialVerb, target: ask.QueueTarget) -> None:
    dial.queue(target.name, url=target.url)


def _start_stream(parent: Any, start: ask.StartStream) -> None:
    verb = parent.start()
    if start.is_siprec:
        stream = verb.siprec(name=start.name, connector_name=start.connector, track=start.track)
    else:
        stream = verb.stream(name=start.name, url=start.url, track=start.track)
    _parameters(stream, start.parameters)


def _stop_stream(parent: Any, stop: ask.StopStream) -> None:
    verb = parent.stop()
    (verb.siprec if stop.is_siprec else verb.stream)(name=stop.name)


def _virtual_agent(parent: Any, agent: ask.VirtualAgent) -> None:
    bot = parent.connect(action=agent.action, method="POST").virtual_agent(
        connector_name=agent.connector,
        language=agent.language,
        sentiment_analysis=agent.sentiment_analysis,
        status_callback=agent.status_callback,
        status_callback_method=agent.status_callback_method,
    )
    _parameters(bot, agent.parameters)
    for name, value in agent.configuration.items():
        bot.config(name=name, value=value)


def _conversation_relay(parent: Any, relay: ask.ConversationRelay) -> None:
    session = parent.connect(action=relay.action, method="POST").conversation_relay(
        url=relay.url,
        welcome_greeting=relay.welcome_greeting,
        language=relay.language,
        tts_provider=relay.tts_provider,
        voice=relay.voice,
        transcription_provider=relay.transcription_provider,
        speech_model=relay.speech_model,
        interruptible=relay.interruptible,
        dtmf_detection=relay.detects_keys,
    )
    _parameters(session, relay.parameters)


def _pay(parent: Any, pay: ask.Pay) -> None:
    verb = parent.pay(
        action=pay.action,
        payment_connector=pay.connector,
        payment_method=pay.method,
        token_type=pay.token_type,
        charge_amount=pay.amount,
        currency=pay.currency,
        description=pay.description,
        language=pay.language,
        valid_card_types=" ".join(pay.card_types) or None,
        security_code=pay.asks_security_code,
        postal_code=pay.postal_code,
        min_postal_code_length=pay.min_postal_code_length,
        timeout=pay.timeout_seconds,
        max_attempts=pay.max_attempts,
        bank_account_type=pay.bank_account_type,
    )
    _parameters(verb, pay.parameters)


def _parameters(noun: Any, parameters: Mapping[str, str]) -> None:
    for name, value in parameters.items():
        noun.parameter(name=name, value=value)


def _unless(value: int, default: int) -> int | None:
    return None if value == default else value


_VERBS: dict[type, Callable[[Any, Any], None]] = {
    ask.Say: _say,
    ask.Play: _play,
    ask.Pause: _pause,
    ask.Gather: _gather,
    ask.Redirect: _redirect,
    ask.Hangup: lambda parent, _: parent.hangup(),
    ask.Reject: lambda parent, reject: parent.reject(reason=reject.reason),
    ask.Leave: lambda parent, _: parent.leave(),
    ask.Enqueue: _enqueue,
    ask.Record: _record,
    ask.Dial: _dial,
    ask.StartStream: _start_stream,
    ask.StopStream: _stop_stream,
    ask.VirtualAgent: _virtual_agent,
    ask.ConversationRelay: _conversation_relay,
    ask.Pay: _pay,
}
_TARGETS: dict[type, Callable[[Any, Any], None]] = {
    ask.NumberTarget: _number,
    ask.ClientTarget: _client,
    ask.SipTarget: _sip,
    ask.SimTarget: _sim,
    ask.ConferenceTarget: _conference,
    ask.QueueTarget: _queue,
}
