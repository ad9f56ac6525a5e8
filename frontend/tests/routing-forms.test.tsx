import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { InterruptionMatrix } from "../src/business/interruption-matrix";
import { QueueDialog } from "../src/features/routing/queue-dialog";
import { NEW_QUEUE } from "../src/features/routing/rules";
import { RuleRows } from "../src/features/routing/rule-rows";
import { serve, show } from "./render";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const USUAL = { voice: [], chat: ["chat", "message", "email"], message: ["voice", "chat", "message", "email"], email: ["voice", "chat", "message", "email"] };

describe("the interruption rules", () => {
  it("let a call come beside a chat when that is ticked, and never a second call", async () => {
    const change = vi.fn();
    await show(<InterruptionMatrix rules={USUAL} change={change} />);
    fireEvent.click(screen.getByLabelText("During Chat, Call or callback may come"));
    expect(change).toHaveBeenCalledWith({ ...USUAL, chat: ["chat", "message", "email", "voice"] });
    expect(screen.queryByLabelText("During Call or callback, Call or callback may come")).toBeNull();
  });

  it("of an agent begin with the center's and say only what is an exception", async () => {
    const change = vi.fn();
    await show(<InterruptionMatrix rules={{}} usual={USUAL} change={change} />);
    const tick = screen.getByLabelText("During Chat, Chat may come");
    expect(tick).toHaveProperty("checked", true);
    expect(tick).toHaveProperty("disabled", true);
    fireEvent.click(screen.getByLabelText("Own rule: Chat"));
    expect(change).toHaveBeenCalledWith({ chat: USUAL.chat });
  });
});

describe("rules in rows", () => {
  it("are added, edited and removed without mixing them up", async () => {
    let rows: readonly { name: string; codes: readonly string[] }[] = [];
    const columns = [{ key: "name" as const, label: "Site", kind: "text" as const }, { key: "codes" as const, label: "Codes", kind: "list" as const }];
    await show(<RuleRows legend="Sites" testId="sites" rows={[{ name: "a", codes: ["010"] }]} columns={columns} blank={{ name: "", codes: [] }} change={(now) => { rows = now; }} />);
    fireEvent.click(screen.getByTestId("sites-add"));
    const second = screen.getAllByTestId("rule-row")[1];
    if (!second) throw new Error("no second row");
    fireEvent.change(within(second).getByLabelText("Site"), { target: { value: "b" } });
    fireEvent.change(within(second).getByLabelText("Codes"), { target: { value: "021, 0512" } });
    expect(rows).toEqual([{ name: "a", codes: ["010"] }, { name: "b", codes: ["021", "0512"] }]);
    fireEvent.click(screen.getAllByLabelText("Remove this rule")[0] as HTMLElement);
    expect(rows).toEqual([{ name: "b", codes: ["021", "0512"] }]);
    expect(screen.getByLabelText("Site")).toHaveProperty("value", "b");
  });
});

describe("a queue's form", () => {
  it("sends sites, keys of a long wait and phones rung at once with all the rest", async () => {
    HTMLDialogElement.prototype.showModal = function open() { this.open = true; };
    const queue = { ...NEW_QUEUE, sid: "WQ1", name: "consult", title: { zh: "咨询", en: "Consult" }, target_workers: "1==1" };
    const asked = serve({ "PUT /routing/queues/consult": { body: queue } });
    await show(<QueueDialog queue={queue} queues={[queue]} onClose={() => undefined} />);
    fireEvent.change(screen.getByLabelText("Phones rung at once"), { target: { value: "3" } });
    fireEvent.click(screen.getByTestId("sites-add"));
    fireEvent.change(screen.getByLabelText("Site"), { target: { value: "shanghai" } });
    fireEvent.change(screen.getByLabelText("Area codes"), { target: { value: "021" } });
    fireEvent.click(screen.getByTestId("wait-options-add"));
    fireEvent.change(screen.getByLabelText("Information, English"), { target: { value: "We open at eight." } });
    fireEvent.submit(screen.getByTestId("queue-form"));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toMatchObject({
      max_reserved_workers: 3, sites: [{ name: "shanghai", cost: 0, area_codes: ["021"] }],
      wait_options: [...NEW_QUEUE.wait_options, { key: "3", does: "information", text: { en: "We open at eight." } }],
    });
  });
});
