"""Names of kinds, statuses and types on the ticket form."""

from collections.abc import Mapping

from chalicelib.tickets.ticket import Kind, Status

Words = dict[str, str]


def _words(zh: str, en: str) -> Words:
    return {"zh": zh, "en": en}


KIND_TEXT: Mapping[Kind, Words] = {
    Kind.COMPLAINT: _words("投诉", "Complaint"),
    Kind.SUGGESTION: _words("建议", "Suggestion"),
    Kind.PICKUP: _words("上门取件", "Pickup"),
    Kind.CLAIM: _words("理赔", "Claim"),
    Kind.FAULT: _words("故障报修", "Fault"),
    Kind.CONSULT: _words("咨询", "Consultation"),
}

STATUS_TEXT: Mapping[Status, Words] = {
    Status.NEW: _words("待处理", "New"),
    Status.IN_PROCESS: _words("处理中", "In process"),
    Status.HANDLED: _words("已处理", "Handled"),
    Status.CLOSED: _words("已关闭", "Closed"),
}

# What the form offers. The stored type is a free word, so that another business brings its own.
TYPES: Mapping[Kind, Mapping[str, Words]] = {
    Kind.COMPLAINT: {
        "delay": _words("时效延误", "Delay"),
        "lost": _words("快件遗失", "Lost parcel"),
        "damaged": _words("快件破损", "Damaged parcel"),
        "attitude": _words("服务态度", "Attitude"),
        "fee": _words("费用争议", "Fee"),
        "false_delivery": _words("虚假签收", "Signed for without delivery"),
        "wrong_address": _words("错派", "Delivered to the wrong place"),
        "other": _words("其他", "Other"),
    },
    Kind.SUGGESTION: {
        "service": _words("服务建议", "Service"),
        "product": _words("产品建议", "Product"),
        "other": _words("其他", "Other"),
    },
    Kind.PICKUP: {"door": _words("上门取件", "At the door"), "bulk": _words("批量取件", "Many parcels")},
    Kind.CLAIM: {"lost": _words("遗失理赔", "Loss"), "damaged": _words("破损理赔", "Damage")},
    Kind.FAULT: {"app": _words("应用或网站", "App or web site"), "locker": _words("快递柜", "Parcel locker")},
    Kind.CONSULT: {
        "waybill": _words("查件", "Where is my parcel"),
        "price": _words("价格时效", "Price and time"),
        "other": _words("其他", "Other"),
    },
}
