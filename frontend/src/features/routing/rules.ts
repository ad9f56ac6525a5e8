/** Between a queue as the API has it and the fields of its form. */
import type { QueueChange } from "../../api/routing";
import type { QueueRules } from "../../api/types";

export type OverflowRule = QueueRules["overflow"][number];

export const STRATEGIES = ["longest_idle", "linear", "round_robin", "most_skilled", "fewest_today", "flow_chosen", "by_enterprise"] as const satisfies readonly QueueRules["strategy"][];
export const WRAP_UPS = ["none", "timed", "until_done"] as const satisfies readonly QueueRules["wrap_up"][];
export const PRECEDENCES = ["vip", "long_distance"] as const;

export const NEW_QUEUE: QueueChange = {
  title: { zh: "", en: "" }, target_workers: "", ring_seconds: 15, wrap_up: "timed", wrap_up_seconds: 30, rona_activity: "busy", service_level_seconds: 20,
  short_abandon_seconds: 5, task_order: "FIFO", max_reserved_workers: 1, strategy: "longest_idle", linear_order: [], skill: null, prefer: [], groups: [], sites: [],
  enterprises: [], precedence: [], home_area_code: null, tiers: [], shortage: null, overflow: [],
};

export const listed = (text: string) => text.split(/[,，、\s]+/).map((one) => one.trim()).filter(Boolean);
const whole = (text: string) => (text.trim() === "" ? null : Number(text));

/** Precedence by its ticked names, in their order; rules with an expression of their own stay behind them. */
export function precedenceOf(before: QueueChange["precedence"], ticked: readonly string[]): QueueChange["precedence"] {
  const own = before.filter((rule) => !PRECEDENCES.some((name) => name === rule.name));
  return [...PRECEDENCES.filter((name) => ticked.includes(name)).map((name) => ({ name, when: null })), ...own];
}

/** What the form says, over the queue as it was: what it does not show stays. */
export function readRules(data: FormData, before: QueueChange, overflow: readonly OverflowRule[]): QueueChange {
  const text = (name: string) => String(data.get(name) ?? "").trim();
  return {
    ...before,
    title: { zh: text("title_zh"), en: text("title_en") },
    target_workers: text("target_workers") || "1==1",
    strategy: text("strategy") as QueueChange["strategy"],
    linear_order: listed(text("linear_order")),
    skill: text("skill") || null,
    task_order: text("task_order") as QueueChange["task_order"],
    ring_seconds: Number(text("ring_seconds")),
    service_level_seconds: Number(text("service_level_seconds")),
    wrap_up: text("wrap_up") as QueueChange["wrap_up"],
    wrap_up_seconds: Number(text("wrap_up_seconds")),
    rona_activity: (text("rona_activity") || null) as QueueChange["rona_activity"],
    home_area_code: text("home_area_code") || null,
    precedence: precedenceOf(before.precedence, data.getAll("precedence").map(String)),
    overflow: [...overflow],
  };
}

export const withLimit = (rule: OverflowRule, name: "max_waiting" | "max_wait_seconds", text: string): OverflowRule => ({ ...rule, [name]: whole(text) });
