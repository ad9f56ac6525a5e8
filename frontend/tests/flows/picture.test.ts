import { describe, expect, it } from "vitest";
import { addStates, newDocument, newState } from "../../src/features/flows/document/edits";
import { readDocument } from "../../src/features/flows/document/flow-document";
import { autoLayout, heightOf, neighbour, placesOf, WIDGET_WIDTH } from "../../src/features/flows/document/layout";
import { byWidget, nextProblem } from "../../src/features/flows/document/problems";
import { findWidgets } from "../../src/features/flows/document/search";
import { csvOf } from "../../src/features/flows/insight/csv";
import { heatOf } from "../../src/features/flows/insight/heat";
import { sankeyOf } from "../../src/features/flows/insight/sankey";
import { answering } from "../../src/features/flows/simulator/answers";
import { fieldOf, instantOf } from "../../src/features/flows/simulator/clock";
import { press } from "../../src/features/flows/simulator/keys";
import { litBy } from "../../src/features/flows/simulator/path";
import type { NodeIndicator, Simulation } from "../../src/api/flows";

/** A chain of 129 widgets, each with a way on and a way back. */
function long(): string {
  const states = Array.from({ length: 128 }, (_, at) => {
    const state = newState("say-play", `step_${at}`, [], { x: 0, y: 0 }, { say: `Part ${at}` });
    return { ...state, transitions: [{ event: "audioComplete", next: at < 127 ? `step_${at + 1}` : "step_0" }] };
  });
  return addStates(states)(newDocument("long"));
}

describe("the layout", () => {
  it("puts every widget of a long flow in its own place, in a moment", () => {
    const document = readDocument(long());
    const began = performance.now();
    const places = autoLayout(document, "down");
    expect(performance.now() - began).toBeLessThan(3000);
    expect(places.size).toBe(129);
    const boxes = [...places.values()];
    const collide = boxes.some((one, at) =>
      boxes.some((other, by) => by > at && Math.abs(one.x - other.x) < WIDGET_WIDTH && Math.abs(one.y - other.y) < heightOf(1)),
    );
    expect(collide).toBe(false);
  });

  it("leaves the places of the document as they are", () => {
    expect(placesOf(readDocument(newDocument("x"))).get("Trigger")).toEqual({ x: 0, y: 0 });
  });

  it("finds the neighbour in the direction of an arrow key", () => {
    const places = new Map([["a", { x: 0, y: 0 }], ["b", { x: 0, y: 100 }], ["c", { x: 300, y: 5 }]]);
    expect(neighbour(places, "a", "ArrowDown")).toBe("b");
    expect(neighbour(places, "a", "ArrowRight")).toBe("c");
    expect(neighbour(places, "c", "ArrowLeft")).toBe("a");
    expect(neighbour(places, "a", "ArrowUp")).toBeNull();
  });
});

describe("the search", () => {
  const document = readDocument(long());

  it("finds names before texts", () => {
    expect(findWidgets(document, "step_1").map(({ name }) => name).slice(0, 2)).toEqual(["step_1", "step_10"]);
    expect(findWidgets(document, "part 77").map(({ name }) => name)).toEqual(["step_77"]);
    expect(findWidgets(document, "trigger").map(({ name }) => name)).toEqual(["Trigger"]);
    expect(findWidgets(document, " ")).toEqual([]);
  });
});

describe("problems", () => {
  it("stand at their widget and are walked around", () => {
    const problem = { property_path: "#/states/1/properties/say", state: "menu", property: "say", message: "x", message_zh: "x" };
    expect(byWidget([problem, { ...problem, state: null }]).get("menu")).toEqual([problem]);
    expect([nextProblem(2, -1), nextProblem(2, 0), nextProblem(2, 1), nextProblem(0, 3)]).toEqual([0, 1, 0, -1]);
  });
});

describe("the simulator", () => {
  it("hands keys in at the full number or at the finishing key", () => {
    expect(press("", "1", { num_digits: 1, finish_on_key: "" })).toEqual({ pending: "", digits: "1" });
    expect(press("12", "3", { num_digits: null, finish_on_key: "#" })).toEqual({ pending: "123", digits: null });
    expect(press("123", "#", { num_digits: null, finish_on_key: "#" })).toEqual({ pending: "", digits: "123" });
    expect(press("1", "#", { num_digits: 3, finish_on_key: "" })).toEqual({ pending: "1#", digits: null });
  });

  it("lights what was passed, and marks where the call stands", () => {
    const step = { type: "", kind: "", event: null, next: null, branch: null, ended: null, heard: [], keys: null, input: null };
    const lit = litBy({
      status: "waiting",
      steps: [{ ...step, widget: "Trigger", transition: 1 }, { ...step, widget: "menu", transition: null }],
      waits_for: { widget: "menu" },
    } as unknown as Simulation);
    expect([...lit.widgets]).toEqual(["Trigger", "menu"]);
    expect([...lit.edges]).toEqual(["Trigger:1"]);
    expect(lit.here).toBe("menu");
    expect(litBy(null).widgets.size).toBe(0);
  });
});

describe("a simulated call", () => {
  const step = { kind: "", event: null, transition: null, next: null, branch: null, ended: null, heard: [], keys: null };
  const asked = { widget: "look_up", url: "function:waybill_status", parameters: {}, status_code: 200, answer: {}, answered_by: "function" as const };
  const result = {
    steps: [{ ...step, widget: "menu", type: "gather-input-on-call", input: 0 }, { ...step, widget: "look_up", type: "run-function", input: null }, { ...step, widget: "again", type: "gather-input-on-call", input: 1 }],
    asked: [asked],
  } as unknown as Simulation;
  const inputs = [{ kind: "digits" as const, value: "1" }, { kind: "digits" as const, value: "2" }];

  it("takes another answer at the place where the function was asked", () => {
    expect(answering(result, inputs, 0, { found: false }).map(({ kind }) => kind)).toEqual(["digits", "function", "digits"]);
  });

  it("changes an answer that was given before", () => {
    const given = { ...result, steps: result.steps.with(1, { ...result.steps[1]!, input: 1 }), asked: [{ ...asked, answered_by: "given" as const }] };
    expect(answering(given, [inputs[0]!, { kind: "function", value: 1 }], 0, 2)).toEqual([inputs[0], { kind: "function", value: 2 }]);
  });

  it("begins at the center's wall clock, wherever the browser stands", () => {
    expect(instantOf("2026-05-11T10:00", "Asia/Shanghai")).toBe("2026-05-11T02:00:00.000Z");
    expect(instantOf("2026-07-01T10:00", "America/New_York")).toBe("2026-07-01T14:00:00.000Z");
    expect(fieldOf(new Date("2026-05-11T02:00:00Z"), "Asia/Shanghai")).toBe("2026-05-11T10:00");
    expect(instantOf("", "Asia/Shanghai")).toBeNull();
  });
});

describe("the indicators", () => {
  const node: NodeIndicator = {
    widget: "menu", type: "gather-input-on-call", kind: "announcement", entries: 4, calls: 3,
    average_dwell_seconds: 2.5, timeout_rate: 0.25, error_rate: 0, hangup_rate: null, success_rate: 0.75,
  };

  it("warm each node by its share of the warmest", () => {
    const heat = heatOf([node, { ...node, widget: "bye", entries: 1 }], "entries");
    expect(heat.get("menu")).toEqual({ value: 4, share: 1 });
    expect(heat.get("bye")).toEqual({ value: 1, share: 0.25 });
    expect(heatOf([node], "hangups").size).toBe(0);
    expect(heatOf([node], "errors").get("menu")).toEqual({ value: 0, share: 0 });
  });

  it("unroll loops and leave silent widgets out, so that the diagram has no circle and can be read", () => {
    const { nodes, links } = sankeyOf({
      nodes: [node, { ...node, widget: "by_key", type: "split-based-on" }],
      paths: [{ widgets: ["menu", "by_key", "menu", "bye"], calls: 2, share: 1 }, { widgets: ["menu", "bye"], calls: 1, share: 0 }],
    });
    expect(nodes.map(({ name }) => name)).toEqual(["0:menu", "1:menu", "2:bye", "1:bye"]);
    expect(links).toContainEqual({ source: "0:menu", target: "1:menu", value: 2 });
  });

  it("are written as CSV that a spreadsheet cannot take for a formula", () => {
    const csv = csvOf([{ ...node, widget: '=cmd,"x"' }], ["节点"]);
    expect(csv.startsWith("\uFEFF节点\r\n")).toBe(true);
    expect(csv).toContain(`"'=cmd,""x""",gather-input-on-call,announcement,4,3,2.5,0.25,0,,0.75\r\n`);
  });
});
