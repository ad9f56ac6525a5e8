import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { TicketForm } from "../src/business/ticket-form";
import { Dispositions } from "../src/features/desk/dispositions";
import { Menu } from "../src/ui/menu";
import { StateMark } from "../src/ui/state";
import { Timer } from "../src/ui/timer";
import { serve, show } from "./render";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const KINDS = { items: [{ kind: "consult", title: { zh: "咨询", en: "Consultation" }, types: [], due_within_seconds: 60 }] };
const prefill = { contact_id: "CT1", customer_id: "C1", name: "王小明", phone: "+8613800138000", waybills: ["100200300400"] };

describe("the ticket form", () => {
  it("is filled in with what the screen knows of the caller, and files that", async () => {
    const asked = serve({ "GET /ticket-kinds": { body: KINDS }, "POST /tickets": { status: 201, body: { number: "TK-000007" } } });
    const onFiled = vi.fn();
    await show(<TicketForm prefill={prefill} onFiled={onFiled} onCancel={() => undefined} />);
    await screen.findByText("Consultation");
    fireEvent.change(screen.getByTestId("ticket-remarks"), { target: { value: "Call back" } });
    fireEvent.click(screen.getByTestId("ticket-save"));
    await waitFor(() => expect(onFiled).toHaveBeenCalledWith({ number: "TK-000007" }));
    expect(asked.find(({ route }) => route === "POST /tickets")?.body).toMatchObject({
      kind: "consult", remarks: "Call back", contact_id: "CT1", customer_id: "C1", name: "王小明", waybill_number: "100200300400",
    });
  });

  it("shows each refused field beside the field, and keeps what was typed", async () => {
    const problem = { error: { code: "invalid", message: "", fields: [{ field: "phone", rule: "phone", message: "?" }] } };
    serve({ "GET /ticket-kinds": { body: KINDS }, "POST /tickets": { status: 422, body: problem } });
    await show(<TicketForm prefill={prefill} onFiled={() => undefined} onCancel={() => undefined} />);
    fireEvent.change(screen.getByTestId("ticket-phone"), { target: { value: "12" } });
    fireEvent.click(screen.getByTestId("ticket-save"));
    expect((await screen.findByText("Not a valid phone number.")).id).toBe(screen.getByTestId("ticket-phone").getAttribute("aria-describedby"));
    expect(screen.getByTestId("ticket-phone")).toHaveProperty("value", "12");
  });
});

describe("the dispositions", () => {
  const codes = { queue: "consult", items: [{ code: "resolved", title: { zh: "已解决", en: "Resolved" } }, { code: "other", title: { zh: "其他", en: "Other" } }] };

  it("are picked by their number keys", async () => {
    serve({ "GET /desk/dispositions": { body: codes } });
    const choose = vi.fn();
    await show(<Dispositions queue="consult" chosen={null} choose={choose} isOff={false} hasKeys />, "zh-CN");
    await screen.findByText("已解决");
    fireEvent.keyDown(document.body, { key: "2" });
    expect(choose).toHaveBeenCalledWith("other");
  });

  it("leave the keys alone while somebody types", async () => {
    serve({ "GET /desk/dispositions": { body: codes } });
    const choose = vi.fn();
    await show(<><input data-testid="field" /><Dispositions queue="consult" chosen={null} choose={choose} isOff={false} hasKeys /></>);
    await screen.findByText("Resolved");
    fireEvent.keyDown(screen.getByTestId("field"), { key: "2" });
    expect(choose).not.toHaveBeenCalled();
  });
});

describe("a menu", () => {
  it("is walked with the arrows and gives the focus back on Escape", async () => {
    await show(<Menu label="menu" trigger="open">{() => <><button type="button">one</button><button type="button">two</button></>}</Menu>);
    const trigger = screen.getByRole("button", { name: /^menu/ });
    fireEvent.click(trigger);
    expect(document.activeElement?.textContent).toBe("one");
    fireEvent.keyDown(document.activeElement ?? trigger, { key: "ArrowDown" });
    expect(document.activeElement?.textContent).toBe("two");
    fireEvent.keyDown(document.activeElement ?? trigger, { key: "Escape" });
    expect(screen.queryByText("one")).toBeNull();
    expect(document.activeElement).toBe(trigger);
  });
});

describe("a state", () => {
  it("is told by its words and its shape, not by colour alone", async () => {
    const { container } = await show(<StateMark state="wrap_up" />, "zh-CN");
    expect(container.querySelector(".state")?.textContent).toBe("话后整理");
    expect(container.querySelector(".state svg path")).not.toBeNull();
  });

  it("has a timer that no screen reader announces", async () => {
    await show(<Timer since={new Date(Date.now() - 65_000).toISOString()} />);
    expect(screen.getByRole("timer").getAttribute("aria-live")).toBe("off");
    expect(screen.getByRole("timer").textContent).toMatch(/^01:0[4-6]$/);
  });
});
