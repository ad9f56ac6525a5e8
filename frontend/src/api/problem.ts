/** The server's refusals, and the words and fields a form shows for them. */
import type { MessageKey, Translate } from "../i18n";

export interface FieldProblem {
  field: string;
  rule: string;
  message: string;
}

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(message);
    this.name = "ApiProblem";
  }
}

/** Reads `{"error": {code, message, fields}}`; anything else (a proxy's page, no body) becomes a plain problem. */
export function readProblem(status: number, body: unknown): ApiProblem {
  const error = (body as { error?: Partial<ApiProblem> } | null | undefined)?.error;
  return new ApiProblem(status, error?.code ?? "unknown", error?.message ?? "", error?.fields ?? []);
}

const BY_CODE: Record<string, MessageKey> = {
  invalid: "error.invalid",
  unauthenticated: "error.unauthenticated",
  forbidden: "error.forbidden",
  not_found: "error.not_found",
  conflict: "error.conflict",
  transaction_lost: "error.conflict",
  too_many: "error.too_many",
  no_desk: "error.no_desk",
  no_phone: "error.no_phone",
};

const BY_RULE: Record<string, MessageKey> = {
  missing: "rule.required",
  required: "rule.required",
  string_too_short: "rule.too_short",
  too_short: "rule.too_short",
  string_too_long: "rule.too_long",
  too_long: "rule.too_long",
  e164: "rule.e164",
  phone: "rule.phone",
  enum: "rule.enum",
  literal_error: "rule.enum",
  taken: "rule.taken",
};

export function problemText(error: unknown, t: Translate): string {
  if (!(error instanceof ApiProblem)) return t("error.network");
  if (error.status >= 500) return t("error.server");
  const key = BY_CODE[error.code];
  // A domain's own refusal ("the reservation is not pending") says more than the general sentence.
  const detail = error.code === "conflict" || !key ? error.message : "";
  return [key ? t(key as "error.invalid") : "", detail].filter(Boolean).join(" ") || t("error.server");
}

/** "phone" -> what to say under the field `phone`; for nested names the first part counts too. */
export function fieldProblems(error: unknown, t: Translate): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const words: Record<string, string> = {};
  for (const { field, rule, message } of error.fields) {
    const key = BY_RULE[rule];
    const text = key ? t(key as "rule.required") : message || t("error.invalid");
    for (const name of new Set([field, field.split(".")[0] ?? field])) words[name] ??= text;
  }
  return words;
}
