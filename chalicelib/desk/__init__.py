"""The agent's day and the supervisor's floor: presence, screen pop, live push, wrap-up.

For app.py:
    desk.connected(identity, connection_id, now)    $connect
    desk.message(connection_id, body, now)          $default
    desk.disconnected(connection_id, now)           $disconnect
    desk.publish(images, now)                       stream of the event table: each record's NEW_IMAGE, in
                                                    DynamoDB's own JSON ({"subject": {"S": ...}, ...})
    desk.api.bp                                     blueprint
Pushed to an agent's screens: {"type": "offer", ...OfferOut}, {"type": "offer_ended", "reservation_sid",
"reason"}, with "state" and "since" where no event tells what the agent becomes, {"type": "agent", "worker":
WorkerOut}, {"type": "contact", "contact": DeskContactOut}; to the floor: {"type": "floor", "floor":
FloorOut | null}. A socket answers {"type": "heartbeat", "has_phone", "at", "since"}, {"type": "subscribed",
"topic"} or {"type": "error", "error": {"code", "message"}}.
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.desk.disposition_codes import Disposition
    from chalicelib.desk.dispositions import define_dispositions, dispositions
    from chalicelib.desk.floor import floor
    from chalicelib.desk.presence import connected, disconnected, message
    from chalicelib.desk.publish import publish, publish_events

__all__ = [
    "Disposition",
    "connected",
    "define_dispositions",
    "disconnected",
    "dispositions",
    "floor",
    "message",
    "publish",
    "publish_events",
]
