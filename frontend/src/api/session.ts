import { get, patch } from "./client";
import { config } from "../config";
import { readProblem } from "./problem";
import type { Session, SessionUser } from "./types";

/** Without the token machinery: a wrong password is an answer here, not a lost session. */
export async function signIn(username: string, password: string): Promise<Session> {
  const answer = await fetch(`${config().api_url}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw readProblem(answer.status, body);
  return body as Session;
}

export const fetchSession = () => get<{ user: SessionUser }>("/session");
export const saveOwnLanguage = (language: string) => patch("/session", { language });

/** Sent with the token that is just being given up, and although the page may be closed at once. */
export const endSession = (held: Pick<Session, "access_token" | "refresh_token">) =>
  fetch(`${config().api_url}/session/end`, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${held.access_token}` },
    body: JSON.stringify({ refresh_token: held.refresh_token }),
  });
