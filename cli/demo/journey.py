"""How a demo shipment travels: scans from the sender's door to the receiver's, as far as time has come."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cli.demo.places import City

COURIERS = ("王师傅", "李师傅", "张师傅", "刘师傅", "陈师傅", "杨师傅", "黄师傅", "周师傅")
TROUBLES = (
    ("收件人电话无人接听，已改约明日派送", "Nobody answered at the receiver's phone; delivery tomorrow"),
    ("地址不详，正在联系寄件人", "The address is incomplete; the sender is being asked"),
    ("外包装破损，已拍照登记", "The packaging is damaged; photographed and recorded"),
    ("受天气影响，快件延误", "Delayed by the weather"),
)


class Journey(StrEnum):
    """How it goes."""

    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    PROBLEM = "problem"
    RETURNED = "returned"


@dataclass(frozen=True)
class Stop:
    """One scan."""

    at: datetime
    status: str
    city: City
    site: str
    zh: str
    en: str
    courier: str = ""


def stops(
    journey: Journey,
    created_at: datetime,
    origin: City,
    destination: City,
    now: datetime,
    chance: random.Random,
) -> tuple[Stop, ...]:
    """The scans until `now`."""
    office, last_office = chance.choice(origin.offices), chance.choice(destination.offices)
    pickup, rider = chance.choice(COURIERS), chance.choice(COURIERS)
    at = _Clock(created_at, chance)
    way = [
        Stop(at.after(0.3, 4), "picked_up", origin, office, f"快递员{pickup}已揽收", "Picked up", pickup),
        Stop(at.after(2, 8), "in_transit", origin, origin.hub,
             f"快件已从{origin.hub}发出，下一站{destination.hub}",
             f"Left {origin.english} for {destination.english}"),
        Stop(at.after(6, 22), "arrived", destination, destination.hub, f"快件已到达{destination.hub}",
             f"Arrived in {destination.english}"),
        Stop(at.after(2, 10), "out_for_delivery", destination, last_office, f"快递员{rider}正在派送",
             "Out for delivery", rider),
        *_end(journey, at, origin, destination, last_office, rider, chance),
    ]  # fmt: skip
    return tuple(stop for stop in way if stop.at <= now)


def _end(
    journey: Journey, at: "_Clock", origin: City, destination: City, office: str, rider: str,
    chance: random.Random,
) -> Iterator[Stop]:  # fmt: skip
    if journey is Journey.DELIVERED:
        yield Stop(
            at.after(1, 6),
            "delivered",
            destination,
            office,
            "已签收，感谢使用",
            "Delivered and signed for",
            rider,
        )
        return
    zh, en = chance.choice(TROUBLES)
    yield Stop(at.after(1, 6), "exception", destination, office, zh, en, rider)
    if journey is Journey.RETURNED:
        yield Stop(
            at.after(20, 40), "returned", origin, origin.hub, "快件已退回寄件人", "Returned to the sender"
        )


class _Clock:
    """Goes on by a random while, in whole minutes."""

    def __init__(self, at: datetime, chance: random.Random) -> None:
        self._at, self._chance = at, chance

    def after(self, least_hours: float, most_hours: float) -> datetime:
        self._at += timedelta(minutes=round(self._chance.uniform(least_hours, most_hours) * 60))
        return self._at
