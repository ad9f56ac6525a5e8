"""A customer as one row of a CSV file: the names its columns may have, and what a cell may say."""

import re
from collections.abc import Mapping

from chalicelib.customers.customer import Gender, Language, Tier, UserType
from chalicelib.customers.schemas import CustomerIn

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "phones": ("phones", "phone", "phone_number", "mobile", "电话号码", "电话", "手机号", "手机", "联系电话"),
    "name": ("name", "customer_name", "姓名", "客户姓名", "名称"),
    "card_no": ("card_no", "card", "card_number", "卡号", "会员卡号"),
    "gender": ("gender", "sex", "性别"),
    "address": ("address", "contact_address", "联系地址", "地址"),
    "email": ("email", "mail", "邮箱", "电子邮件", "电子邮箱"),
    "user_types": ("user_types", "user_type", "用户类型", "客户来源"),
    "tier": ("tier", "level", "客户级别", "级别", "等级"),
    "language": ("language", "语言"),
    "enterprise": ("enterprise", "company", "企业", "公司", "单位"),
    "products": ("products", "product", "产品", "业务"),
    "notes": ("notes", "remarks", "备注"),
}
REQUIRED = frozenset({"phones"})

_WORDS: Mapping[str, Mapping[str, str]] = {
    "gender": {
        "男": Gender.MALE, "m": Gender.MALE, "女": Gender.FEMALE, "f": Gender.FEMALE,
        "未知": Gender.UNKNOWN, "": Gender.UNKNOWN,
    },
    "tier": {"普通": Tier.NORMAL, "": Tier.NORMAL, "贵宾": Tier.VIP, "重要": Tier.VIP},
    "language": {"中文": Language.ZH, "zh": Language.ZH, "": Language.ZH, "zh-cn": Language.ZH,
        "英文": Language.EN,
    },
    "user_types": {
        "电话": UserType.TELEPHONE, "网站": UserType.WEB, "网络": UserType.WEB, "邮件": UserType.MAIL,
        "邮箱": UserType.MAIL, "短信": UserType.SMS,
    },
}  # fmt: skip
_BETWEEN = re.compile(r"[;；、,，|/]+")


def customer_in(cells: Mapping[str, str]) -> CustomerIn:
    """The checked customer of a row, by field name; pydantic's ValidationError says what is wrong."""
    values: dict[str, object] = {}
    for field, cell in cells.items():
        if field in {"phones", "user_types", "products"}:
            parts = [part.strip() for part in _BETWEEN.split(cell) if part.strip()]
            values[field] = [_said(field, part) for part in parts]
        else:
            values[field] = _said(field, cell.strip())
    return CustomerIn.model_validate(values)


def _said(field: str, word: str) -> str:
    if field not in _WORDS:
        return word
    return _WORDS[field].get(word.lower(), word.lower())
