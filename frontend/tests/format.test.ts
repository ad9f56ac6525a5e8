import { describe, expect, it } from "vitest";
import { duration, makeFormats, phone } from "../src/i18n/format";
import { asRange } from "../src/features/contacts/range";
import { readCell } from "../src/features/reports/cells";
import { readHours, writeHours } from "../src/features/people/hours";

const at = "2026-05-10T18:30:05.250Z";

describe("times", () => {
  it("are told in the center's zone, wherever the browser is", () => {
    const format = makeFormats("en", "Asia/Shanghai");
    expect(format.time(at)).toBe("02:30");
    expect(format.clock(at)).toBe("02:30:05.250");
    expect(makeFormats("zh-CN", "Asia/Shanghai").date(at)).toBe("2026年5月11日");
  });

  it("are short today and dated on other days", () => {
    const format = makeFormats("en", "Asia/Shanghai");
    expect(format.recent(at, Date.parse("2026-05-11T10:00:00Z"))).toBe("02:30");
    expect(format.recent(at, Date.parse("2026-05-12T10:00:00Z"))).toBe("May 11 02:30");
  });

  it("know the center's today", () => {
    expect(makeFormats("en", "Asia/Shanghai").today(Date.parse("2026-05-10T17:00:00Z"))).toBe("2026-05-11");
  });

  it("are a dash when there is none", () => {
    expect(makeFormats("en", "Asia/Shanghai").time("")).toBe("–");
  });
});

describe("durations", () => {
  it.each([[5, "00:05"], [65.9, "01:05"], [3725, "1:02:05"], [-3, "00:00"]])("%s s reads %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe("phone numbers", () => {
  it.each([
    ["+8613800138000", "138 0013 8000"],
    ["13800138000", "138 0013 8000"],
    ["4008888888", "400 888 8888"],
    ["+862161234567", "2161234567"],
    ["anonymous", "anonymous"],
    [null, "–"],
  ])("%s reads %s", (raw, text) => {
    expect(phone(raw)).toBe(text);
  });
});

describe("a report's cells", () => {
  const format = makeFormats("en", "Asia/Shanghai");
  it("follow their column's unit, and a figure that could not be computed is a dash", () => {
    expect(readCell(0.8125, "share", format)).toBe("81.3%");
    expect(readCell(95, "seconds", format)).toBe("01:35");
    expect(readCell(1234, "count", format)).toBe("1,234");
    expect(readCell(null, "share", format)).toBe("–");
    expect(readCell("consult", "text", format)).toBe("consult");
  });
});

describe("a range of days", () => {
  it("is nothing without days, one day alone, else whole days with the center's offset", () => {
    expect(asRange("", "", "2026-05-11", "Asia/Shanghai")).toEqual({});
    expect(asRange("2026-05-11", "2026-05-11", "2026-05-11", "Asia/Shanghai")).toEqual({ day: "2026-05-11" });
    expect(asRange("2026-05-10", "2026-05-11", "2026-05-11", "Asia/Shanghai")).toEqual({ from: "2026-05-10T00:00:00+08:00", to: "2026-05-12T00:00:00+08:00" });
    expect(asRange("2026-05-10", "", "2026-05-11", "America/New_York")).toEqual({ from: "2026-05-10T00:00:00-04:00", to: "2026-05-12T00:00:00-04:00" });
  });
});

describe("opening hours", () => {
  it("are read and written the same", () => {
    const text = "08:00-12:00, 13:30-18:00";
    expect(writeHours(readHours(text))).toBe(text);
    expect(readHours("")).toEqual([]);
  });
});
