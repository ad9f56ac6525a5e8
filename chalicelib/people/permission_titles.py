"""What each permission is called on the roles page."""

from collections.abc import Mapping

from chalicelib.web import Permission

TITLES: Mapping[Permission, tuple[str, str]] = {
    Permission.CONTACTS_READ: ("查看本人联络记录", "See one's own contacts"),
    Permission.CONTACTS_READ_ALL: ("查看全部联络记录", "See everybody's contacts"),
    Permission.RECORDINGS_PLAY: ("播放录音", "Play recordings"),
    Permission.DESK_USE: ("使用坐席工作台", "Use the agent desk"),
    Permission.CALLS_PICK_UP: ("代接来电", "Pick up waiting and ringing calls"),
    Permission.CUSTOMERS_READ: ("查看客户资料", "See customers"),
    Permission.CUSTOMERS_WRITE: ("编辑客户资料", "Edit customers"),
    Permission.WAYBILLS_READ: ("查看运单", "See waybills"),
    Permission.WAYBILLS_WRITE: ("更新运单轨迹", "Update waybills"),
    Permission.TICKETS_READ: ("查看工单", "See tickets"),
    Permission.TICKETS_WRITE: ("填写与处理工单", "File and handle tickets"),
    Permission.AGENTS_ASSIGN: ("调整坐席技能分组", "Change the groups of agents"),
    Permission.FLOOR_VIEW: ("查看现场监控", "Watch the floor"),
    Permission.REPORTS_VIEW: ("查看报表", "See reports"),
    Permission.REPORTS_RUN: ("生成报表", "Run reports"),
    Permission.FLOWS_READ: ("查看语音流程", "See call flows"),
    Permission.FLOWS_WRITE: ("编辑与发布语音流程", "Edit and publish call flows"),
    Permission.NUMBERS_WRITE: ("管理号码与工作时间", "Manage numbers and opening hours"),
    Permission.USERS_READ: ("查看用户", "See users"),
    Permission.USERS_WRITE: ("管理用户", "Manage users"),
    Permission.ROLES_WRITE: ("管理角色", "Manage roles"),
    Permission.AUDIT_READ: ("查看操作日志", "Read the operation log"),
}


def title_of(permission: Permission) -> dict[str, str]:
    """`{"zh", "en"}`; a permission newer than this table is called by its name."""
    zh, en = TITLES.get(permission, (str(permission), str(permission)))
    return {"zh": zh, "en": en}
