"""Routes of knowledge."""

import re

from chalice import Blueprint

from chalicelib import people
from chalicelib.knowledge import store
from chalicelib.knowledge.schemas import ItemIn, ItemOut, ItemQuery
from chalicelib.problems import Invalid
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@route(
    bp, "GET", "/knowledge", permission=Permission.CUSTOMERS_READ, query=ItemQuery, returns=Page[ItemOut],
    summary="What callers and agents are told", tag="knowledge",
)  # fmt: skip
def list_items(call: Call) -> Page[ItemOut]:
    """By id."""
    words = call.query.q.casefold()
    found = [item for item in store.items() if words in repr(item).casefold()]
    return Page(items=[ItemOut.model_validate(item) for item in found])


@route(
    bp, "PUT", "/knowledge/{item_id}", permission=Permission.FLOWS_WRITE, body=ItemIn, returns=ItemOut,
    summary="Add an item of knowledge or change it", tag="knowledge",
)  # fmt: skip
def put_item(call: Call) -> ItemOut:
    """The next caller hears it."""
    item_id = call.path["item_id"]
    if not _ID.fullmatch(item_id):
        message = "An id is letters, digits, - and _, 64 at most."
        raise Invalid(message, field="item_id", rule="pattern")
    item = call.body.value(item_id, call.now)
    store.put(item)
    people.audit(call.identity, "knowledge.put", item_id, None, call.body.model_dump(mode="json"), call.now)
    return ItemOut.model_validate(item)


@route(
    bp, "DELETE", "/knowledge/{item_id}", permission=Permission.FLOWS_WRITE,
    summary="Take an item of knowledge away", tag="knowledge",
)  # fmt: skip
def remove_item(call: Call) -> None:
    """NotFound when there is none."""
    item = store.fetch(call.path["item_id"])
    store.remove(item.item_id)
    people.audit(call.identity, "knowledge.removed", item.item_id, None, None, call.now)
