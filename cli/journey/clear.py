"""Before a journey: nobody on the line from an earlier one, and the agent free, however that one ended."""

import time
import urllib.error

from cli.journey.center import Api, Center

_PATIENCE_SECONDS = 20


def clear(center: Center, caller: str, username: str) -> None:
    """End scripted calls that go on, and bring the agent's desk to rest. AssertionError if it stays busy."""
    for call in center.carrier.calls(caller, kind="sip"):
        center.carrier.end(call["sid"])
    rest(center, username)


def rest(center: Center, username: str) -> None:
    """Wait until the agent has no contact, ending what there is. AssertionError if one stays."""
    api = center.api(username)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _is_at_rest(api):
        if time.monotonic() > deadline:
            raise AssertionError(f"{username} is still busy with an earlier contact")
        time.sleep(0.3)


def go_home(center: Center, username: str) -> None:
    """The agent at rest, and signed out of the queue."""
    rest(center, username)
    center.api(username).post("/desk/activity", {"activity": "offline", "reason": None})


def rivals(center: Center, username: str, queue: str) -> list[str]:
    """Agents of the queue who are ready, too: the call may go to them."""
    mine = center.api(username).get("/desk/me")["worker"]["worker_sid"]
    return [
        str(agent["name"])
        for agent in center.api("supervisor").get("/floor")["agents"]
        if agent["state"] == "ready" and queue in agent["queues"] and agent["worker_sid"] != mine
    ]


def _is_at_rest(api: Api) -> bool:
    desk = api.get("/desk/me")
    contact = desk["contact"]
    if contact is None:
        return desk["worker"]["state"] not in ("ringing", "on_contact", "wrap_up")
    where = f"/desk/contacts/{contact['contact_id']}"
    try:
        if contact["state"] == "wrap_up":
            codes = api.get(f"/desk/dispositions?queue={contact['queue']}")["items"]
            api.post(f"{where}/wrap-up", {"disposition": codes[0]["code"], "note": ""})
        else:
            api.post(f"{where}/end", {})
    except urllib.error.HTTPError as refused:
        if refused.code not in (404, 409):
            raise
    return False
