"""The form fields that every voice webhook carries."""

from sandbox.carrier.account import Account
from sandbox.carrier.call import Call


def voice_parameters(account: Account, call: Call) -> dict[str, str]:
    """Who calls whom and how far the call is, as the carrier posts it."""
    fields = {
        "CallSid": call.sid,
        "AccountSid": account.sid,
        "ApiVersion": account.api_version,
        "From": call.from_,
        "To": call.to,
        "Caller": call.from_,
        "Called": call.to,
        "CallStatus": call.status.value,
        "Direction": call.direction.value,
    }
    if call.parent_sid:
        fields["ParentCallSid"] = call.parent_sid
    return fields | call.parameters


def sip_parameters(leg_headers: dict[str, str], call_id: str, remote: str) -> dict[str, str]:
    """What a call from a SIP trunk carries besides: its Call-ID, source address and X- headers."""
    headers = {
        f"SipHeader_{name}": value
        for name, value in leg_headers.items()
        if name.lower().startswith("x-") or name.lower() == "user-to-user"
    }
    return {"SipCallId": call_id, "SipSourceIp": remote, **headers}
