"""Reads and writes the tariff: one row a zone."""

from decimal import Decimal

from pynamodb.exceptions import DoesNotExist

from chalicelib.aws.tables import CENTER
from chalicelib.waybills.records import TariffRecord
from chalicelib.waybills.tariff import Tariff


def find_tariff(zone: str) -> Tariff | None:
    """The prices of a zone."""
    try:
        return _tariff(TariffRecord.get(CENTER, zone)) if zone else None
    except DoesNotExist:
        return None


def tariffs() -> list[Tariff]:
    """Every zone's prices, by zone."""
    return [_tariff(row) for row in TariffRecord.query(CENTER, consistent_read=True)]


def put_tariff(tariff: Tariff) -> None:
    """Set a zone's prices."""
    TariffRecord(
        CENTER,
        tariff.zone,
        title_zh=tariff.title_zh,
        title_en=tariff.title_en,
        base=str(tariff.base),
        base_grams=tariff.base_grams,
        further=str(tariff.further),
        step_grams=tariff.step_grams,
    ).save()


def remove_tariff(zone: str) -> None:
    """Take a zone out; one that is not there is no error."""
    TariffRecord(CENTER, zone).delete()


def _tariff(row: TariffRecord) -> Tariff:
    return Tariff(
        zone=row.zone,
        title_zh=row.title_zh,
        title_en=row.title_en,
        base=Decimal(row.base),
        base_grams=int(row.base_grams),
        further=Decimal(row.further),
        step_grams=int(row.step_grams),
    )
