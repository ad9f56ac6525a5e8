import { describe, expect, it } from "vitest";
import { listed, listsOf, NEW_QUEUE, readRules, waitOptions, waitRows, whole } from "../src/features/routing/rules";
import { readAgent, readSkills } from "../src/features/floor/regroup";

function form(values: Record<string, string | string[]>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) data.append(name, one);
  return data;
}

const filled = { title_zh: "咨询", title_en: "Consultation", target_workers: "skills HAS 'consult'", strategy: "linear", linear_order: "agent2, agent1", skill: "", task_order: "LIFO", ring_seconds: "20", service_level_seconds: "15", wrap_up: "none", wrap_up_seconds: "30", rona_activity: "", home_area_code: "010", precedence: ["vip"] };

describe("a queue's form", () => {
  it("changes what it shows and keeps what it does not", () => {
    const before = { ...NEW_QUEUE, short_abandon_seconds: 9, tiers: [{ name: "gold", when: "vip == true", priority: 5, head_start_seconds: 0, when_short: null }] };
    const rules = readRules(form(filled), before, { ...listsOf(before), overflow: [{ to: "voicemail", max_waiting: 5, max_wait_seconds: null, when: null }] });
    expect(rules).toMatchObject({ strategy: "linear", linear_order: ["agent2", "agent1"], task_order: "LIFO", rona_activity: null, skill: null, ring_seconds: 20, short_abandon_seconds: 9, tiers: before.tiers });
    expect(rules.precedence).toEqual([{ name: "vip", when: null }]);
    expect(rules.overflow).toHaveLength(1);
  });

  it("serves everybody when nobody is named", () => {
    expect(readRules(form({ ...filled, target_workers: " " }), NEW_QUEUE, listsOf(NEW_QUEUE)).target_workers).toBe("1==1");
  });

  it("keeps precedence rules with an expression of their own behind the usual ones", () => {
    const own = { name: "gold", when: "tier == 'gold'" };
    const before = { ...NEW_QUEUE, precedence: [own, { name: "vip", when: null }] };
    const rules = readRules(form({ ...filled, precedence: ["long_distance", "vip"] }), before, listsOf(before));
    expect(rules.precedence).toEqual([{ name: "vip", when: null }, { name: "long_distance", when: null }, own]);
  });

  it("reads an empty limit as none", () => {
    expect(whole(" ")).toBeNull();
    expect(whole("90")).toBe(90);
    expect(readRules(form({ ...filled, shortage_waiting: "" }), NEW_QUEUE, listsOf(NEW_QUEUE)).shortage).toBeNull();
    expect(readRules(form({ ...filled, shortage_waiting: "3", shortage_ready: "1" }), NEW_QUEUE, listsOf(NEW_QUEUE)).shortage).toEqual({ waiting: 3, ready: 1 });
  });
});

describe("the keys of a long wait", () => {
  it("have a text only where they inform, and in the languages that are filled in", () => {
    const given: typeof NEW_QUEUE.wait_options = [{ key: "9", does: "information", text: { zh: "八点开门" } }, { key: "1", does: "message", text: {} }];
    expect(waitOptions(waitRows(given))).toEqual(given);
    expect(waitOptions([{ key: "1", does: "message", zh: "x", en: " " }])).toEqual([{ key: "1", does: "message", text: {} }]);
  });
});

describe("an agent's form", () => {
  it("takes an attribute away when its field is empty", () => {
    const read = readAgent(form({ skills: "consult", team: "", skill_levels: "consult=8, order：3", group: "", site: "sh", cost: "", enterprises: "", agent_number: "8001", "capacity.voice": "1", "capacity.chat": "" }), { chat: ["voice"] });
    expect(read).toMatchObject({ group: null, cost: null, site: "sh", agent_number: "8001", skill_levels: { consult: 8, order: 3 }, capacity: { voice: 1 }, interrupted_by: { chat: ["voice"] } });
  });
});

describe("lists in a field", () => {
  it("part at commas of both languages, once each", () => {
    expect(listed("agent1, agent2，agent3")).toEqual(["agent1", "agent2", "agent3"]);
    expect(readSkills("consult、order, consult")).toEqual(["consult", "order"]);
  });
});
