import { describe, expect, it } from "vitest";
import { fill, humanise, makeWords } from "../src/i18n";
import firstEn from "../src/i18n/en";
import moreEn from "../src/i18n/en/more";
import firstZh from "../src/i18n/zh";
import moreZh from "../src/i18n/zh/more";

const en = { ...firstEn, ...moreEn };
const zh = { ...firstZh, ...moreZh };

const placeholders = (message: string) => [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();

describe("the messages", () => {
  it("exist in both languages, key by key", () => {
    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it("have the same parameters in both languages", () => {
    for (const [key, message] of Object.entries(en)) {
      expect([key, placeholders(zh[key as keyof typeof zh])]).toEqual([key, placeholders(message)]);
    }
  });

  it("are never empty", () => {
    for (const [key, message] of [...Object.entries(en), ...Object.entries(zh)]) expect([key, message.trim().length > 0]).toEqual([key, true]);
  });

  it("are Chinese where Chinese is promised", () => {
    const latin = ["app.name", "tier.vip", "floor.ip", "shell.switchLanguage"];
    const untranslated = Object.entries(zh).filter(([key, message]) => !latin.includes(key) && !/[\u4e00-\u9fff]/.test(message));
    expect(untranslated).toEqual([]);
  });
});

describe("words for values", () => {
  const { label, t } = makeWords("en", en, "Asia/Shanghai");

  it("are the message when there is one", () => {
    expect(label("state", "on_contact")).toBe("On contact");
  });

  it("are plain words, never a raw key, for a value that is new to the page", () => {
    expect(label("state", "lunch_break")).toBe("Lunch break");
    expect(label("state", null)).toBe("–");
    expect(humanise("recording.played")).toBe("Recording played");
  });

  it("have their parameters filled in", () => {
    expect(t("call.holdCount", { count: 2 })).toBe("holds: 2");
    expect(fill("{a} and {b}", { a: 1 })).toBe("1 and ");
  });
});
