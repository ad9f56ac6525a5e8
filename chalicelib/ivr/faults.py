"""What can be wrong with a flow definition, said in English and Chinese."""

from collections.abc import Mapping

from chalicelib.values import dataclass


@dataclass(frozen=True)
class FlowProblem:
    """`path` is a JSON pointer into the document, such as `#/states/3/transitions/0/next`."""

    path: str
    message: str
    message_zh: str = ""


def fault(path: str, code: str, **parts: object) -> FlowProblem:
    """The problem `code` at a place, its words filled in."""
    english, chinese = _WORDS[code]
    return FlowProblem(path, english.format(**parts), chinese.format(**parts))


_WORDS: Mapping[str, tuple[str, str]] = {
    "not_json": ("this is not JSON: {why}", "这不是 JSON：{why}"),
    "not_object": ("a flow definition is a JSON object", "流程定义应为一个 JSON 对象"),
    "schema": ("the only schema is {schema}", "唯一可用的 schema 是 {schema}"),
    "states": ("a flow has a list of 1 to {most} states", "流程应有 1 到 {most} 个节点组成的列表"),
    "state_object": ("a state is an object", "节点应为一个对象"),
    "name_twice": (
        "another widget is named '{name}' already; names are unique",
        "已有名为“{name}”的节点，名称不能重复",
    ),
    "flags": (
        "flags hold allow_concurrent_calls, true or false",
        "flags 只含 allow_concurrent_calls，值为 true 或 false",
    ),
    "initial_missing": (
        "initial_state is missing: it names the widget that starts the flow",
        "缺少 initial_state：它指明流程从哪个节点开始",
    ),
    "no_widget": ("there is no widget named '{name}'", "没有名为“{name}”的节点"),
    "type": ("Studio has no widget of type {type!r}", "Studio 没有类型为 {type!r} 的节点"),
    "name": ("a widget needs a name", "节点需要一个名称"),
    "unsupported": (
        "'{type}' is a Studio widget that Trunkline cannot run, so no call may reach it: {why}",
        "“{type}”是 Studio 的节点，但 Trunkline 不能运行它，来电不得进入：{why_zh}",
    ),
    "transitions": ("a widget has a list of transitions", "节点应有连线列表（transitions）"),
    "properties": ("properties are an object", "properties 应为一个对象"),
    "unknown_property": ("a {type} widget has no property '{name}'", "{type} 节点没有属性“{name}”"),
    "required": ("a {type} widget needs the property '{name}'", "{type} 节点需要属性“{name}”"),
    "enqueue_where": (
        "an enqueue-call widget needs workflow_sid or queue_name",
        "enqueue-call 节点需要 workflow_sid 或 queue_name",
    ),
    "function": ("{why}", "函数调用有误：{why}"),
    "transition_object": ("a transition is an object", "连线应为一个对象"),
    "event": (
        "this widget never ends with {event!r}; it may end with {events}",
        "此节点不会以 {event!r} 结束，可能的结束有：{events}",
    ),
    "next": ("next is the name of a widget", "next 应为节点的名称"),
    "match_bare": ("a match needs at least one condition", "match 连线至少需要一个条件"),
    "match_only": ("only a match has conditions", "只有 match 连线才有条件"),
    "conditions": ("conditions are a list", "conditions 应为列表"),
    "condition_object": ("a condition is an object", "条件应为一个对象"),
    "condition": ("there is no condition '{kind}'", "没有条件类型“{kind}”"),
    "json_type": ("this must be {kind}, not {value}", "此处应为{kind_zh}，而不是 {value}"),
    "template": ("the template is wrong: {why}", "模板有误：{why}"),
    "pair": ("this must be an object with key and value", "此处应为含 key 和 value 的对象"),
    "unknown": ("there is no '{name}' here in a Studio definition", "Studio 定义在此处没有“{name}”"),
    "channel_voice": (
        "'{name}' waits for or answers a message; a call cannot reach it",
        "“{name}”处理的是短消息，来电不能进入",
    ),
    "channel_message": (
        "'{name}' needs a call; a message cannot reach it",
        "“{name}”需要通话，短消息不能进入",
    ),
    "no_trigger": (
        "a {channel} starts nothing here: the trigger's {event} leads nowhere",
        "没有从这里开始的流程：触发器的 {event} 没有连线（{channel}）",
    ),
    "service_missing": (
        "function '{function}' needs a fax service, and this center has none: set TRUNKLINE_FAX_URL",
        "函数“{function}”需要传真服务，本中心尚未配置：请设置 TRUNKLINE_FAX_URL",
    ),
    "carrier_lacks": (
        "'{type}' needs the carrier's {feature}, which this carrier does not have",
        "“{type}”需要运营商的 {feature} 功能，当前运营商没有",
    ),
}
