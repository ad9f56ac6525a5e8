"""The demo courier's people."""

from dataclasses import dataclass

PASSWORD = "express-2026"  # noqa: S105  of a demo on the loopback interface, printed on its first page


@dataclass(frozen=True)
class Person:
    """Somebody who signs in; those with skills take contacts. `number`: under which callers ask for them."""

    username: str
    name: str
    role: str
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("zh",)
    team: str = ""
    number: str = ""
    levels: tuple[tuple[str, int], ...] = ()


STAFF = (
    Person("agent1", "李娜", "agent", ("consult", "order", "vip"), ("zh", "en"), "一组", "8001"),
    Person("agent2", "张伟", "agent", ("consult",), ("zh",), "一组", "8002"),
    Person(
        "agent3",
        "王芳",
        "agent",
        ("consult", "complaint", "vip"),
        ("zh", "en"),
        "一组",
        "8003",
        (("complaint", 3),),
    ),
    Person("agent4", "刘洋", "agent", ("complaint",), ("zh",), "二组", "8004", (("complaint", 5),)),
    Person("agent5", "陈静", "agent", ("order", "consult"), ("zh",), "二组", "8005"),
    Person(
        "agent6", "赵磊", "agent", ("complaint", "order"), ("zh", "en"), "二组", "8006", (("complaint", 1),)
    ),
    Person("supervisor", "周敏", "supervisor"),
    Person("manager", "孙涛", "manager"),
    Person("admin", "吴静", "admin"),
)
