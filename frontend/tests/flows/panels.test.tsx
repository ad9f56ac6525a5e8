import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { WaitsFor } from "../../src/api/flows";
import { ProblemsPanel } from "../../src/features/flows/problems-panel";
import { PairsField } from "../../src/features/flows/properties/list-fields";
import { inOrder } from "../../src/features/flows/properties/widget-form";
import { NextInput } from "../../src/features/flows/simulator/next-input";
import { WordsProvider } from "../../src/i18n";
import { sayMore, speak } from "../../src/i18n/catalog";

beforeAll(async () => {
  await speak("en");
  await sayMore();
});
afterEach(cleanup);

const shown = (children: ReactNode) => render(<WordsProvider timeZone="Asia/Shanghai">{children}</WordsProvider>);
const waits: WaitsFor = { widget: "menu", kinds: ["digits", "timeout", "hangup"], num_digits: null, finish_on_key: "#", timeout_seconds: 5, queue: null, events: [] };

describe("the simulator's next input", () => {
  it("hands in what was keyed at the finishing key, also from the keyboard", () => {
    const give = vi.fn();
    shown(<NextInput waits={waits} onGive={give} />);
    fireEvent.click(screen.getByTestId("key-1"));
    fireEvent.keyDown(screen.getByTestId("key-1"), { key: "2" });
    expect(give).not.toHaveBeenCalled();
    fireEvent.click(screen.getByTestId("key-#"));
    expect(give).toHaveBeenCalledWith({ kind: "digits", value: "12" });
  });

  it("offers only what the flow waits for", () => {
    const give = vi.fn();
    shown(<NextInput waits={{ ...waits, kinds: ["queue_result"], queue: "consult" }} onGive={give} />);
    expect(screen.queryByTestId("key-1")).toBeNull();
    fireEvent.click(screen.getByText("Agent answers"));
    expect(give).toHaveBeenCalledWith({ kind: "queue_result", value: "bridged" });
  });
});

describe("the problem list", () => {
  it("leads to each problem, and says so when there is none", () => {
    const walk = vi.fn();
    const problem = { property_path: "#/states/1/properties/loop", state: "menu", property: "loop", message: "this must be a whole number", message_zh: "此处应为整数" };
    shown(<ProblemsPanel problems={[problem]} at={0} onWalk={walk} />);
    fireEvent.click(screen.getByText("this must be a whole number"));
    expect(walk).toHaveBeenCalledWith(0);
    cleanup();
    shown(<ProblemsPanel problems={[]} at={-1} onWalk={walk} />);
    expect(screen.getByText("No problems")).toBeTruthy();
  });
});

describe("a widget's form", () => {
  it("begins with what the caller hears", () => {
    const property = (name: string) => ({ name, kind: "text" as const, is_required: false, is_template: true, choices: [], default: null, title: { zh: name, en: name } });
    expect(inOrder(["timeout", "finish_on_key", "say", "loop", "play"].map(property)).map(({ name }) => name)).toEqual(["say", "play", "timeout", "finish_on_key", "loop"]);
  });
});

describe("a field of keys and values", () => {
  it("keeps what else stands in an item", () => {
    const change = vi.fn();
    shown(<PairsField label="Parameters" value={[{ key: "number", value: "1", type: "string" }]} problem={undefined} onChange={change} />);
    fireEvent.change(screen.getByLabelText("Value"), { target: { value: "2" } });
    expect(change).toHaveBeenCalledWith([{ key: "number", value: "2", type: "string" }]);
  });
});
