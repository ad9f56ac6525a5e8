/** What the place that serves this page says about its center (`/config.json`). */
export interface Config {
  api_url: string;
  socket_url: string;
  call_us_url: string | null;
  time_zone: string;
}

const DEFAULTS: Config = { api_url: "/api", socket_url: "/socket", call_us_url: null, time_zone: "Asia/Shanghai" };

let current: Config = DEFAULTS;

export const config = () => current;

export async function loadConfig(): Promise<Config> {
  const answer = await fetch("./config.json", { cache: "no-store" });
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  current = { ...DEFAULTS, ...((await answer.json()) as Partial<Config>) };
  return current;
}
