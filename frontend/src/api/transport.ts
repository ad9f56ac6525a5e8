/** `fetch` with the access token: renewed before it ends, once for all tabs, and after a 401. */
import { config } from "../config";
import { holding, hold, isStale, release, type Held } from "../session/tokens";
import type { Session } from "./types";

let renewing: Promise<Held | null> | null = null;

async function askForNew(spent: string): Promise<Held | null> {
  const now = holding();
  // Another tab renewed while this one waited for the lock.
  if (!now || now.access_token !== spent) return now;
  const answer = await fetch(`${config().api_url}/session/refresh`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ refresh_token: now.refresh_token }),
  });
  if (answer.ok) return hold((await answer.json()) as Session);
  if (answer.status === 401 || answer.status === 403 || answer.status === 422) release();
  return null;
}

function renew(spent: string): Promise<Held | null> {
  renewing ??= (navigator.locks ? navigator.locks.request("trunkline.renew", () => askForNew(spent)) : askForNew(spent))
    .catch(() => null)
    .finally(() => {
      renewing = null;
    });
  return renewing;
}

/** A token that is good for the next minute, or null when the person must sign in again. */
export async function accessToken(): Promise<string | null> {
  const now = holding();
  if (!now) return null;
  if (!isStale(now)) return now.access_token;
  return ((await renew(now.access_token)) ?? now).access_token;
}

function withToken(request: Request, token: string | null): Request {
  const copy = new Request(request);
  if (token) copy.headers.set("Authorization", `Bearer ${token}`);
  copy.headers.set("Accept-Language", document.documentElement.lang || "zh-CN");
  return copy;
}

export async function authorisedFetch(request: Request): Promise<Response> {
  const token = await accessToken();
  const spare = request.clone();
  const answer = await fetch(withToken(request, token));
  if (answer.status !== 401 || !token) return answer;
  const renewed = await renew(token);
  return renewed ? fetch(withToken(spare, renewed.access_token)) : answer;
}
