"""The token with which an agent's browser registers its softphone with the carrier."""

from chalicelib.aws.settings import settings


def phone_token(identity: str, seconds: int = 3600) -> str:
    """A JWT that lets the Voice SDK receive calls for `client:{identity}`."""
    from twilio.jwt.access_token import AccessToken
    from twilio.jwt.access_token.grants import VoiceGrant

    known = settings()
    token = AccessToken(
        known.account_sid, known.api_key_sid, known.api_key_secret, identity=identity, ttl=seconds
    )
    token.add_grant(VoiceGrant(incoming_allow=True))
    return str(token.to_jwt())
