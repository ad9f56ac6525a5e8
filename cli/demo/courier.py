"""The demo courier's customers and shipments: the same ones for the same seed and day."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cli.demo.journey import Journey, Stop, stops
from cli.demo.places import BEIJING, CITIES, HANGZHOU, SHANGHAI, City

SEED = 20260501
CUSTOMERS = 300
WAYBILLS = 2500
FIRST_NUMBER = 100_200_300_400
DAYS_BACK = 14
PREFIXES = ("130", "131", "135", "136", "137", "138", "139", "150", "151", "158", "159", "186", "187", "188")
STREETS = ("人民路", "中山路", "解放路", "建设路", "长江路", "科技路", "学院路", "滨江大道")
NOTES = ("", "", "", "喜欢下午派送", "请放丰巢快递柜", "送货前请电话联系", "月结客户")


@dataclass(frozen=True)
class DemoCustomer:
    """A customer as the CSV file tells."""

    name: str
    phone: str
    city: City
    gender: str
    card_no: str
    address: str
    email: str = ""
    user_types: str = "电话"
    tier: str = "普通"
    language: str = "中文"
    notes: str = ""


@dataclass(frozen=True)
class DemoWaybill:
    """A shipment and what happened to it so far."""

    number: str
    sender: tuple[str, str, City]
    receiver: tuple[str, str, City]
    service: str
    created_at: datetime
    promised_at: datetime
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Courier:
    """The whole demo."""

    customers: list[DemoCustomer] = field(default_factory=list)
    waybills: list[DemoWaybill] = field(default_factory=list)


def courier(now: datetime, customers: int = CUSTOMERS, waybills: int = WAYBILLS, seed: int = SEED) -> Courier:
    """Customers, and waybills of the two weeks before `now`."""
    # Not for secrets: the point is that it can be repeated.
    chance = random.Random(seed)
    people = [_wang(), *_customers(chance, customers - 1, seed)]
    shipments = [*_known(now, people[0], chance), *_shipments(chance, now, people, waybills - 3, seed)]
    return Courier(people, shipments)


def _wang() -> DemoCustomer:
    return DemoCustomer(
        name="王小明", phone="13800138000", city=SHANGHAI, gender="男", card_no="VIP000001",
        address="上海市浦东新区张江路88号6幢1201室", email="wang.xiaoming@example.com",
        user_types="电话;网站;短信", tier="VIP", notes="重要客户，催件请优先处理",
    )  # fmt: skip


def _known(now: datetime, wang: DemoCustomer, chance: random.Random) -> Iterator[DemoWaybill]:
    """The three waybills of 王小明 that the guide and the tests name."""
    to_him = ("杭州锦绣茶行", "13757100001", HANGZHOU)
    him = (wang.name, wang.phone, wang.city)
    shop = ("北京知行书店", "13910000002", BEIJING)
    plan = (
        (to_him, him, timedelta(hours=30), Journey.ON_THE_WAY, 4),
        (shop, him, timedelta(days=5), Journey.DELIVERED, 0),
        (him, ("赵倩", "13601234567", BEIJING), timedelta(days=4), Journey.PROBLEM, 0),
    )
    for place, (sender, receiver, age, journey, most) in enumerate(plan):
        created_at = _minute(now - age)
        events = stops(journey, created_at, sender[2], receiver[2], now, chance)
        yield DemoWaybill(
            str(FIRST_NUMBER + place), sender, receiver, "express" if place == 0 else "standard", created_at,
            created_at + timedelta(days=2 if place else 3), events[:most] if most else events,
        )  # fmt: skip


def _customers(chance: random.Random, count: int, seed: int) -> Iterator[DemoCustomer]:
    from faker import Faker

    faker = Faker("zh_CN")
    faker.seed_instance(seed)
    phones = _phones(chance, count)
    for place, phone in enumerate(phones, 2):
        city = chance.choice(CITIES)
        is_man = chance.random() < 0.5
        door = f"{chance.randint(1, 998)}号{chance.randint(1, 30)}幢{chance.randint(101, 2808)}室"
        yield DemoCustomer(
            name=faker.name_male() if is_man else faker.name_female(), phone=phone, city=city,
            gender="男" if is_man else "女", card_no=f"TL{place:08d}",
            address=f"{city.name}市{city.district}{chance.choice(STREETS)}{door}",
            email=f"customer{place}@example.com" if chance.random() < 0.4 else "",
            user_types=chance.choice(("电话", "电话;网站", "电话;短信", "网站;邮件")),
            tier="VIP" if chance.random() < 0.06 else "普通",
            language="英文" if chance.random() < 0.03 else "中文", notes=chance.choice(NOTES),
        )  # fmt: skip


def _shipments(
    chance: random.Random, now: datetime, people: list[DemoCustomer], count: int, seed: int
) -> Iterator[DemoWaybill]:
    from faker import Faker

    faker = Faker("zh_CN")
    faker.seed_instance(seed + 1)
    strangers = [(faker.name(), phone, chance.choice(CITIES)) for phone in _phones(chance, 600)]
    others = people[1:]
    for place in range(count):
        one = chance.choice(others)
        sides = [(one.name, one.phone, one.city), chance.choice(strangers)]
        chance.shuffle(sides)
        sender, receiver = sides
        service = chance.choices(("standard", "express", "cold_chain"), (7, 2, 1))[0]
        # Most are young: a parcel on its way is what people call about.
        created_at = _minute(now - timedelta(hours=1 + DAYS_BACK * 24 * chance.random() ** 4))
        journey = chance.choices(list(Journey), (0, 92, 5, 3))[0]
        yield DemoWaybill(
            number=str(FIRST_NUMBER + 3 + place * 7), sender=sender, receiver=receiver, service=service,
            created_at=created_at, promised_at=created_at + timedelta(days=2 if service != "standard" else 3),
            stops=stops(journey, created_at, sender[2], receiver[2], now, chance),
        )  # fmt: skip


def _phones(chance: random.Random, count: int) -> list[str]:
    phones: dict[str, None] = {}
    while len(phones) < count:
        phones[f"{chance.choice(PREFIXES)}{chance.randint(10_000_000, 99_999_999)}"] = None
    return list(phones)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
