"""Tables of the customers room."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.tables import Json, Record, UtcDateTime, table_name


class CustomersByName(GlobalSecondaryIndex["CustomerRecord"]):
    """By the first character of the name, then the whole name: finds every prefix."""

    class Meta:
        index_name = "by_name"
        projection = AllProjection()

    name_head = UnicodeAttribute(hash_key=True)
    name_sort = UnicodeAttribute(range_key=True)


class CustomersByAddress(GlobalSecondaryIndex["CustomerRecord"]):
    """By the first two characters of the address (mostly the city), then the whole of it."""

    class Meta:
        index_name = "by_address"
        projection = AllProjection()

    address_head = UnicodeAttribute(hash_key=True)
    address = UnicodeAttribute(range_key=True)


class CustomersByMonth(GlobalSecondaryIndex["CustomerRecord"]):
    """By the month of the last change, newest last."""

    class Meta:
        index_name = "by_month"
        projection = AllProjection()

    updated_month = UnicodeAttribute(hash_key=True)
    updated_at = UtcDateTime(range_key=True)


class CustomerRecord(Record):
    """One customer."""

    class Meta:
        table_name = table_name("customers")

    customer_id = UnicodeAttribute(hash_key=True)
    phones = Json()
    name = UnicodeAttribute()
    name_head = UnicodeAttribute(null=True)
    name_sort = UnicodeAttribute(null=True)
    card_no = UnicodeAttribute(null=True)
    gender = UnicodeAttribute()
    address = UnicodeAttribute(null=True)
    address_head = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    user_types = Json()
    tier = UnicodeAttribute()
    language = UnicodeAttribute()
    enterprise = UnicodeAttribute(null=True)
    products = Json(null=True)
    notes = UnicodeAttribute()
    created_at = UtcDateTime()
    updated_at = UtcDateTime()
    updated_month = UnicodeAttribute()
    version = NumberAttribute()
    by_name = CustomersByName()
    by_address = CustomersByAddress()
    by_month = CustomersByMonth()


class CustomerKeyRecord(Record):
    """Who holds a phone number, a card or a mail address: `phone#+86...`, one customer each."""

    class Meta:
        table_name = table_name("customer-keys")

    key = UnicodeAttribute(hash_key=True)
    customer_id = UnicodeAttribute()
