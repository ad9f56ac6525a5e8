import { describe, expect, it } from "vitest";
import { ApiProblem, fieldProblems, problemText, readProblem } from "../src/api/problem";
import { makeWords } from "../src/i18n";
import firstEn from "../src/i18n/en";
import moreEn from "../src/i18n/en/more";

const en = { ...firstEn, ...moreEn };
const { t } = makeWords("en", en, "Asia/Shanghai");
const body = {
  error: {
    code: "invalid",
    message: "Please correct: phones.0, kind.",
    fields: [
      { field: "phones.0", rule: "phone", message: "This is not a telephone number" },
      { field: "kind", rule: "missing", message: "Field required" },
      { field: "waybill_number", rule: "waybill_number", message: "10 to 15 digits" },
    ],
  },
};

describe("a refusal by the server", () => {
  it("lands on the fields it names, in the reader's words where there are any", () => {
    expect(fieldProblems(readProblem(422, body), t)).toEqual({
      "phones.0": "Not a valid phone number.",
      phones: "Not a valid phone number.",
      kind: "Required.",
      waybill_number: "10 to 15 digits",
    });
  });

  it("is a sentence that says what to do", () => {
    expect(problemText(readProblem(403, { error: { code: "forbidden" } }), t)).toBe(en["error.forbidden"]);
    expect(problemText(readProblem(500, undefined), t)).toBe(en["error.server"]);
    expect(problemText(new TypeError("Failed to fetch"), t)).toBe(en["error.network"]);
  });

  it("keeps the server's own reason of a conflict", () => {
    const problem = readProblem(409, { error: { code: "conflict", message: "The offer is over." } });
    expect(problemText(problem, t)).toContain("The offer is over.");
  });

  it("that is a proxy's page still is a problem", () => {
    expect(readProblem(502, "<html>")).toBeInstanceOf(ApiProblem);
    expect(fieldProblems(readProblem(502, "<html>"), t)).toEqual({});
  });
});
