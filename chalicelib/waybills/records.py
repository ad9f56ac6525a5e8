"""The table of waybills. A waybill carries its events, so that one read answers "where is my parcel"."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class WaybillsBySender(GlobalSecondaryIndex["WaybillRecord"]):
    """What a telephone number sent."""

    class Meta:
        index_name = "by_sender"
        projection = AllProjection()

    sender_phone = UnicodeAttribute(hash_key=True)
    updated_at = UtcDateTime(range_key=True)


class WaybillsByReceiver(GlobalSecondaryIndex["WaybillRecord"]):
    """What a telephone number receives."""

    class Meta:
        index_name = "by_receiver"
        projection = AllProjection()

    receiver_phone = UnicodeAttribute(hash_key=True)
    updated_at = UtcDateTime(range_key=True)


class WaybillsByCustomer(GlobalSecondaryIndex["WaybillRecord"]):
    """What belongs to a customer."""

    class Meta:
        index_name = "by_customer"
        projection = AllProjection()

    customer_id = UnicodeAttribute(hash_key=True)
    updated_at = UtcDateTime(range_key=True)


class WaybillRecord(Record):
    """One waybill with its events."""

    class Meta:
        table_name = table_name("waybills")

    digits = UnicodeAttribute(hash_key=True)
    number = UnicodeAttribute()
    sender_name = UnicodeAttribute()
    sender_phone = UnicodeAttribute(null=True)
    sender_city = UnicodeAttribute()
    receiver_name = UnicodeAttribute()
    receiver_phone = UnicodeAttribute(null=True)
    receiver_city = UnicodeAttribute()
    customer_id = UnicodeAttribute(null=True)
    service = UnicodeAttribute()
    status = UnicodeAttribute()
    created_at = UtcDateTime()
    updated_at = UtcDateTime()
    promised_at = UtcDateTime(null=True)
    events = Json()
    version = NumberAttribute()
    by_sender = WaybillsBySender()
    by_receiver = WaybillsByReceiver()
    by_customer = WaybillsByCustomer()


class TariffRecord(Record):
    """What sending a parcel to one zone costs; prices as decimal text, in yuan."""

    class Meta:
        table_name = table_name("tariffs")

    center = UnicodeAttribute(hash_key=True)
    zone = UnicodeAttribute(range_key=True)
    title_zh = UnicodeAttribute()
    title_en = UnicodeAttribute()
    base = UnicodeAttribute()
    base_grams = NumberAttribute()
    further = UnicodeAttribute()
    step_grams = NumberAttribute()
