/** Typed calls; every refusal arrives as an ApiProblem. */
import { config } from "../config";
import { readProblem } from "./problem";
import { authorisedFetch } from "./transport";

export type Query = Record<string, string | number | boolean | null | undefined>;

function address(path: string, query: Query = {}): string {
  const url = new URL(`${config().api_url}${path}`, location.href);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, String(value));
  }
  return url.href;
}

async function ask<T>(method: string, path: string, options: { query?: Query; body?: unknown } = {}): Promise<T> {
  const request = new Request(address(path, options.query), {
    method,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body), headers: { "Content-Type": "application/json" } }),
  });
  const answer = await authorisedFetch(request);
  const text = await answer.text();
  const body = parse(text);
  if (!answer.ok) throw readProblem(answer.status, body);
  return body as T;
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

export const get = <T>(path: string, query?: Query) => ask<T>("GET", path, query ? { query } : {});
export const post = <T>(path: string, body: unknown = {}) => ask<T>("POST", path, { body });
export const put = <T>(path: string, body: unknown) => ask<T>("PUT", path, { body });
export const patch = <T>(path: string, body: unknown) => ask<T>("PATCH", path, { body });
export const remove = <T>(path: string) => ask<T>("DELETE", path);
export const id = encodeURIComponent;
