"""Routes of the customer file."""

from chalice import Blueprint

from chalicelib.customers import keep
from chalicelib.customers.customer import Customer
from chalicelib.customers.schemas import CustomerIn, CustomerOut, CustomerPatch, CustomerQuery
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)


@route(
    bp, "GET", "/customers", permission=Permission.CUSTOMERS_READ, query=CustomerQuery,
    returns=Page[CustomerOut], summary="Search customers", tag="customers",
)  # fmt: skip
def search_customers(call: Call) -> dict[str, object]:
    fields = call.query.model_dump(exclude={"q"})
    if call.query.q:
        items, cursor = keep.search_anything(call.query.q, now=call.now, cursor=call.query.cursor)
    else:
        items, cursor = keep.search(**fields, now=call.now)
    return {"items": items, "next_cursor": cursor}


@route(
    bp, "POST", "/customers", permission=Permission.CUSTOMERS_WRITE, body=CustomerIn, returns=CustomerOut,
    status=201, summary="Open a customer's file", tag="customers",
)  # fmt: skip
def create_customer(call: Call) -> Customer:
    return keep.create(call.body.details(), by=call.identity, now=call.now)


@route(
    bp, "GET", "/customers/{customer_id}", permission=Permission.CUSTOMERS_READ, returns=CustomerOut,
    summary="See a customer", tag="customers",
)  # fmt: skip
def get_customer(call: Call) -> Customer:
    return keep.fetch(call.path["customer_id"])


@route(
    bp, "PATCH", "/customers/{customer_id}", permission=Permission.CUSTOMERS_WRITE, body=CustomerPatch,
    returns=CustomerOut, summary="Change a customer", tag="customers",
)  # fmt: skip
def change_customer(call: Call) -> Customer:
    return keep.change(
        call.path["customer_id"],
        call.body.changes(),
        version=call.body.version,
        by=call.identity,
        now=call.now,
    )
