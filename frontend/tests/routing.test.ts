import { describe, expect, it } from "vitest";
import { listed, NEW_QUEUE, precedenceOf, readRules, withLimit } from "../src/features/routing/rules";
import { readSkills } from "../src/features/floor/regroup";

function form(values: Record<string, string | string[]>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) data.append(name, one);
  return data;
}

const filled = { title_zh: "咨询", title_en: "Consultation", target_workers: "skills HAS 'consult'", strategy: "linear", linear_order: "agent2, agent1", skill: "", task_order: "LIFO", ring_seconds: "20", service_level_seconds: "15", wrap_up: "none", wrap_up_seconds: "30", rona_activity: "", home_area_code: "010", precedence: ["vip"] };

describe("a queue's form", () => {
  it("changes what it shows and keeps what it does not", () => {
    const before = { ...NEW_QUEUE, groups: ["g1"], tiers: [{ name: "gold", when: "vip == true", priority: 5, head_start_seconds: 0, when_short: null }] };
    const rules = readRules(form(filled), before, [{ to: "voicemail", max_waiting: 5, max_wait_seconds: null, when: null }]);
    expect(rules).toMatchObject({ strategy: "linear", linear_order: ["agent2", "agent1"], task_order: "LIFO", rona_activity: null, skill: null, ring_seconds: 20, groups: ["g1"], tiers: before.tiers });
    expect(rules.precedence).toEqual([{ name: "vip", when: null }]);
    expect(rules.overflow).toHaveLength(1);
  });

  it("serves everybody when nobody is named", () => {
    expect(readRules(form({ ...filled, target_workers: " " }), NEW_QUEUE, []).target_workers).toBe("1==1");
  });

  it("keeps precedence rules with an expression of their own behind the usual ones", () => {
    const own = { name: "gold", when: "tier == 'gold'" };
    expect(precedenceOf([own, { name: "vip", when: null }], ["long_distance", "vip"])).toEqual([{ name: "vip", when: null }, { name: "long_distance", when: null }, own]);
  });

  it("reads an empty limit as none", () => {
    const rule = { to: "voicemail", max_waiting: 5, max_wait_seconds: null, when: null };
    expect(withLimit(rule, "max_waiting", " ").max_waiting).toBeNull();
    expect(withLimit(rule, "max_wait_seconds", "90").max_wait_seconds).toBe(90);
  });
});

describe("lists in a field", () => {
  it("part at commas of both languages, once each", () => {
    expect(listed("agent1, agent2，agent3")).toEqual(["agent1", "agent2", "agent3"]);
    expect(readSkills("consult、order, consult")).toEqual(["consult", "order"]);
  });
});
