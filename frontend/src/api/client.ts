/**
 * Calls whose addresses are checked against the API's description: a route that is not there is a type error. Every
 * refusal arrives as an ApiProblem. (A page of types instead of a client library, which would cost the desk 2.5 KiB.)
 */
import { config } from "../config";
import { readProblem } from "./problem";
import type { paths } from "./schema";
import { authorisedFetch } from "./transport";

type Method = "get" | "post" | "put" | "patch" | "delete";
/** "/tickets/{ticket_id}" -> `/tickets/${string}`. */
type Filled<P extends string> = P extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Filled<After>}` : P;
type Address<M extends Method> = { [P in keyof paths & string]: paths[P] extends Record<M, object> ? Filled<P> : never }[keyof paths & string];

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

export const get = <T>(path: Address<"get">, query?: Query) => ask<T>("GET", path, query ? { query } : {});
export const post = <T>(path: Address<"post">, body: unknown = {}) => ask<T>("POST", path, { body });
export const put = <T>(path: Address<"put">, body: unknown) => ask<T>("PUT", path, { body });
export const patch = <T>(path: Address<"patch">, body: unknown) => ask<T>("PATCH", path, { body });
export const remove = <T>(path: Address<"delete">) => ask<T>("DELETE", path);
export const id = encodeURIComponent;
