"""Tickets: filed with what is known of the caller, seen through, never lost twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import contacts, customers, people, tickets
from chalicelib.contacts import EventType, NewContact
from chalicelib.problems import Conflict, Invalid
from chalicelib.tickets import Kind, NewTicket, Status
from chalicelib.tickets.ticket import NEXT, may_become, number_text

AGENT = people.system("agent1")
CONTACT = "CT" + "1" * 32


@pytest.fixture
def wang(tables: Any, now: datetime) -> customers.Customer:
    """A customer with everything the form prefills."""
    details = customers.Details(
        phones=("+8613800138000",), name="王小明", card_no="VIP000001", gender=customers.Gender.MALE
    )
    return customers.save(details, by=AGENT, now=now)


def _call(now: datetime, **rest: Any) -> str:
    given = {"from_number": "+8613800138000", "to_number": "4008888888", **rest}
    contacts.start(NewContact(contact_id=CONTACT, call_sid="CA" + "1" * 32, **given), now)
    return CONTACT


@pytest.mark.covers("TKT-01")
def test_a_complaint_carries_time_number_card_name_and_gender_by_itself(
    wang: customers.Customer, now: datetime
) -> None:
    contact_id = _call(now, customer_id=wang.customer_id)
    new = NewTicket(Kind.COMPLAINT, type="delay", cause="晚到两天", remarks="要求回电", contact_id=contact_id)
    ticket = tickets.file(new, by=AGENT, now=now)
    assert ticket.filed_at == now
    assert (ticket.type, ticket.cause, ticket.remarks) == ("delay", "晚到两天", "要求回电")
    assert vars(ticket.customer) == {
        "customer_id": wang.customer_id,
        "phone": "+8613800138000",
        "card_no": "VIP000001",
        "name": "王小明",
        "gender": "male",
    }
    assert ticket.number == "TK-000001"
    assert ticket.due_at == now + timedelta(hours=24)
    assert tickets.fetch(ticket.ticket_id) == ticket
    assert tickets.fetch("tk-000001") == ticket


@pytest.mark.covers("TKT-01")
def test_the_empty_form_shows_the_caller_before_anything_is_typed(
    api: Any, wang: customers.Customer, now: datetime
) -> None:
    _call(now, customer_id=wang.customer_id)
    draft = api.as_("agent").get("/ticket-draft", contact_id=CONTACT).json()
    assert draft["customer"]["name"] == "王小明"
    assert draft["customer"]["card_no"] == "VIP000001"
    assert draft["now"]


def test_a_caller_whose_number_is_known_is_prefilled_without_a_link(
    wang: customers.Customer, now: datetime
) -> None:
    assert tickets.snapshot(_call(now), None).name == "王小明"


def test_a_stranger_is_known_by_the_number_of_the_call(tables: Any, now: datetime) -> None:
    contact_id = _call(now, from_number="+8613900139000")
    ticket = tickets.file(NewTicket(Kind.CONSULT, contact_id=contact_id), by=AGENT, now=now)
    assert (ticket.customer.phone, ticket.customer.customer_id) == ("+8613900139000", None)


def test_the_snapshot_stays_when_the_file_changes(wang: customers.Customer, now: datetime) -> None:
    ticket = tickets.file(NewTicket(Kind.CONSULT, customer_id=wang.customer_id), by=AGENT, now=now)
    customers.change(wang.customer_id, {"name": "王大明"}, by=AGENT, now=now)
    assert tickets.fetch(ticket.ticket_id).customer.name == "王小明"


def test_filing_stands_in_the_log_of_the_contact(wang: customers.Customer, now: datetime) -> None:
    ticket = tickets.file(NewTicket(Kind.CLAIM, contact_id=_call(now)), by=AGENT, now=now)
    event = contacts.last(contacts.events_of(CONTACT), EventType.TICKET_FILED)
    assert event is not None
    assert event.data["ticket_id"] == ticket.ticket_id
    assert [each.ticket_id for each in tickets.of_contact(CONTACT)] == [ticket.ticket_id]


def test_a_form_sent_twice_is_filed_once(tables: Any, now: datetime) -> None:
    new = NewTicket(Kind.PICKUP, phone="+8613800138000", request_id="form-1")
    with ThreadPoolExecutor(4) as pool:
        filed = list(pool.map(lambda _: tickets.file(new, by=AGENT, now=now), range(4)))
    assert len({ticket.ticket_id for ticket in filed}) == 1
    assert len(tickets.listed(tickets.TicketQuery(), now)[0]) == 1


def test_numbers_are_never_given_twice(tables: Any, now: datetime) -> None:
    with ThreadPoolExecutor(8) as pool:
        filed = pool.map(lambda _: tickets.file(NewTicket(Kind.CONSULT), by=AGENT, now=now), range(40))
    assert sorted(ticket.number for ticket in filed) == [number_text(count) for count in range(1, 41)]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewTicket(Kind.CONSULT, contact_id="CTnone"), "contact_id"),
        (NewTicket(Kind.CONSULT, customer_id="CUnone"), "customer_id"),
        (NewTicket(Kind.CONSULT, assignee="nobody"), "assignee"),
    ],
)
def test_what_a_ticket_names_must_exist(new: NewTicket, field: str, tables: Any, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        tickets.file(new, by=AGENT, now=now)
    assert refused.value.fields[0].field == field


def test_a_ticket_moves_on_and_tells_how(tables: Any, now: datetime) -> None:
    ticket = tickets.file(NewTicket(Kind.COMPLAINT), by=AGENT, now=now)
    later = now + timedelta(hours=1)
    tickets.change(ticket.ticket_id, {"status": Status.IN_PROCESS}, by=AGENT, now=later)
    tickets.change(ticket.ticket_id, {}, comment="已联系客户", by=AGENT, now=later)
    closed = tickets.change(
        ticket.ticket_id, {"status": Status.CLOSED, "cause": "天气"}, by=AGENT, now=later + timedelta(hours=1)
    )
    assert closed.closed_at == later + timedelta(hours=1)
    assert [(dict(line.changed), line.comment) for line in closed.timeline] == [
        ({"status": ("new", "in_process")}, ""),
        ({}, "已联系客户"),
        ({"status": ("in_process", "closed"), "cause": ("", "天气")}, ""),
    ]
    assert tickets.fetch(ticket.ticket_id) == closed
    reopened = tickets.change(ticket.ticket_id, {"status": Status.IN_PROCESS}, by=AGENT, now=later)
    assert reopened.closed_at is None


@pytest.mark.parametrize(
    ("before", "after"), [(b, a) for b in Status for a in Status if not may_become(b, a)]
)
def test_a_move_that_makes_no_sense_is_refused(
    before: Status, after: Status, tables: Any, now: datetime
) -> None:
    ticket = tickets.file(NewTicket(Kind.COMPLAINT), by=AGENT, now=now)
    if before is not Status.NEW:
        tickets.change(ticket.ticket_id, {"status": before}, by=AGENT, now=now)
    with pytest.raises(Conflict) as refused:
        tickets.change(ticket.ticket_id, {"status": after}, by=AGENT, now=now)
    assert refused.value.code == "status_not_allowed"
    assert tickets.fetch(ticket.ticket_id).status is before


def test_every_status_leads_somewhere() -> None:
    assert set(NEXT) == set(Status)
    assert all(NEXT.values())


def test_a_ticket_is_overdue_until_it_is_handled(tables: Any, now: datetime) -> None:
    ticket = tickets.file(NewTicket(Kind.PICKUP), by=AGENT, now=now)
    late = now + timedelta(hours=3)
    assert ticket.is_overdue(late)
    handled = tickets.change(ticket.ticket_id, {"status": Status.HANDLED}, by=AGENT, now=late)
    assert not handled.is_overdue(late)


def test_a_change_of_an_old_version_is_refused(api: Any) -> None:
    agent = api.as_("agent")
    path = f"/tickets/{agent.post('/tickets', {'kind': 'claim'}).json()['ticket_id']}"
    assert agent.patch(path, {"remarks": "一", "version": 1}).status == 200
    assert agent.patch(path, {"remarks": "二", "version": 1}).status == 409
    assert agent.get(path).json()["remarks"] == "一"


def test_tickets_are_listed_by_status_customer_contact_and_assignee(
    api: Any, wang: customers.Customer, now: datetime
) -> None:
    people.add_default_roles()
    people.create_user("agent1", "李娜", "agent", "courier-2026", by=AGENT, now=now)
    _call(now, customer_id=wang.customer_id)
    agent = api.as_("agent")

    def file(**body: Any) -> str:
        return str(agent.post("/tickets", {"kind": "complaint", **body}).json()["ticket_id"])

    of_contact = file(contact_id=CONTACT)
    assigned = file(kind="claim", assignee="agent1")
    closed = file(kind="suggestion", customer_id=wang.customer_id)
    agent.patch(f"/tickets/{closed}", {"status": "closed"})

    def listed(**query: str) -> list[str]:
        return [each["ticket_id"] for each in agent.get("/tickets", **query).json()["items"]]

    assert listed() == [closed, assigned, of_contact]
    assert listed(status="new") == [assigned, of_contact]
    assert listed(status="closed") == [closed]
    assert listed(customer_id=wang.customer_id) == [closed, of_contact]
    assert listed(customer_id=wang.customer_id, status="closed") == [closed]
    assert listed(contact_id=CONTACT) == [of_contact]
    assert listed(assignee="agent1") == [assigned]
    assert listed(assignee="agent1", kind="complaint") == []
    assert listed(kind="claim") == [assigned]


def test_a_long_list_comes_page_by_page(tables: Any) -> None:
    now = datetime(2026, 5, 11, tzinfo=UTC)
    filed = {
        tickets.file(NewTicket(Kind.CONSULT), by=AGENT, now=now - timedelta(days=day)).number
        for day in range(0, 120, 2)
    }
    for query in (tickets.TicketQuery(), tickets.TicketQuery(status=Status.NEW)):
        seen: list[str] = []
        cursor = None
        while True:
            found, cursor = tickets.listed(query, now, cursor)
            seen += [each.number for each in found]
            if cursor is None:
                break
        assert len(seen) == len(filed)
        assert set(seen) == filed


def test_the_form_offers_kinds_and_types_in_both_languages(api: Any) -> None:
    kinds = api.as_("agent").get("/ticket-kinds").json()["items"]
    assert {each["kind"] for each in kinds} == set(Kind)
    assert all(each["title"]["zh"] and each["title"]["en"] and each["types"] for each in kinds)


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "war"}, {"kind": "claim", "due_at": "2026-05-11T08:00:00"}, {"kind": "claim", "x": 1}],
)
def test_a_bad_form_is_refused(body: dict[str, Any], api: Any) -> None:
    assert api.as_("agent").post("/tickets", body).status == 422


def test_the_store_does_the_same_on_another_dynamodb(moto_tables: None, now: datetime) -> None:
    ticket = tickets.file(NewTicket(Kind.COMPLAINT, phone="+8613800138000"), by=AGENT, now=now)
    tickets.change(ticket.ticket_id, {"status": Status.CLOSED}, by=AGENT, now=now)
    assert tickets.listed(tickets.TicketQuery(status=Status.NEW), now)[0] == []
    assert [each.number for each in tickets.listed(tickets.TicketQuery(status=Status.CLOSED), now)[0]] == [
        ticket.number
    ]
