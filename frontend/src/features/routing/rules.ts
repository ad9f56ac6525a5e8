/** Between a queue as the API has it and the fields of its form. */
import type { QueueChange } from "../../api/routing";
import type { QueueRules } from "../../api/types";

export type OverflowRule = QueueRules["overflow"][number];
/** What the form holds in rows, not in named fields. */
export type Lists = Pick<QueueChange, "prefer" | "sites" | "enterprises" | "tiers" | "wait_options" | "overflow"> & { own: QueueChange["precedence"] };
type WaitOption = QueueChange["wait_options"][number];
export type WaitRow = Pick<WaitOption, "key" | "does"> & { zh: string; en: string };

export const STRATEGIES = ["longest_idle", "linear", "round_robin", "most_skilled", "fewest_today", "flow_chosen", "by_enterprise"] as const satisfies readonly QueueRules["strategy"][];
export const WRAP_UPS = ["none", "timed", "until_done"] as const satisfies readonly QueueRules["wrap_up"][];
export const PRECEDENCES = ["vip", "long_distance"] as const;
export const PREFERENCES = ["nearest", "groups", "cost"] as const satisfies QueueRules["prefer"];
export const WAIT_CHOICES = ["message", "callback", "extension", "information"] as const satisfies readonly WaitOption["does"][];
export const KEYS = [..."1234567890*"];

export const NEW_QUEUE: QueueChange = {
  title: { zh: "", en: "" }, target_workers: "", ring_seconds: 15, wrap_up: "timed", wrap_up_seconds: 30, rona_activity: "busy", service_level_seconds: 20,
  short_abandon_seconds: 5, task_order: "FIFO", max_reserved_workers: 1, strategy: "longest_idle", linear_order: [], skill: null, prefer: [], groups: [], sites: [],
  enterprises: [], precedence: [], home_area_code: null, tiers: [], shortage: null, overflow: [], long_wait_seconds: 0,
  wait_options: [{ key: "1", does: "message", text: {} }, { key: "2", does: "callback", text: {} }],
};

export const listed = (text: string) => text.split(/[,，、\s]+/).map((one) => one.trim()).filter(Boolean);
export const whole = (text: string) => (text.trim() === "" ? null : Number(text));

const isUsual = (rule: { name: string }) => PRECEDENCES.some((name) => name === rule.name);

export const listsOf = (queue: QueueChange): Lists => ({
  prefer: queue.prefer, sites: queue.sites, enterprises: queue.enterprises, tiers: queue.tiers, wait_options: queue.wait_options, overflow: queue.overflow,
  own: queue.precedence.filter((rule) => !isUsual(rule)),
});

export const waitRows = (options: readonly WaitOption[]): WaitRow[] => options.map(({ key, does, text }) => ({ key, does, zh: text["zh"] ?? "", en: text["en"] ?? "" }));

export const waitOptions = (rows: readonly WaitRow[]): WaitOption[] =>
  rows.map(({ key, does, zh, en }) => ({ key, does, text: does === "information" ? Object.fromEntries(Object.entries({ zh: zh.trim(), en: en.trim() }).filter(([, text]) => text)) : {} }));

/** What the form says, over the queue as it was: what it does not show stays. */
export function readRules(data: FormData, before: QueueChange, lists: Lists): QueueChange {
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const { own, ...rows } = lists;
  const ticked = data.getAll("precedence").map(String);
  const usual = PRECEDENCES.filter((name) => ticked.includes(name)).map((name) => ({ name, when: null }));
  const waiting = whole(text("shortage_waiting"));
  return {
    ...before,
    ...rows,
    title: { zh: text("title_zh"), en: text("title_en") },
    target_workers: text("target_workers") || "1==1",
    strategy: text("strategy") as QueueChange["strategy"],
    linear_order: listed(text("linear_order")),
    skill: text("skill") || null,
    groups: listed(text("groups")),
    max_reserved_workers: Number(text("max_reserved_workers") || 1),
    task_order: text("task_order") as QueueChange["task_order"],
    ring_seconds: Number(text("ring_seconds")),
    service_level_seconds: Number(text("service_level_seconds")),
    wrap_up: text("wrap_up") as QueueChange["wrap_up"],
    wrap_up_seconds: Number(text("wrap_up_seconds")),
    rona_activity: (text("rona_activity") || null) as QueueChange["rona_activity"],
    home_area_code: text("home_area_code") || null,
    precedence: [...usual, ...own],
    shortage: waiting === null ? null : { waiting, ready: Number(text("shortage_ready") || 0) },
    long_wait_seconds: Number(text("long_wait_seconds") || 0),
  };
}
