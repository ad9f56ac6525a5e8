import { customers } from "./customers";
import { desk } from "./desk";
import { labels } from "./labels";
import { shell } from "./shell";

/** What the shell and the desk say: loaded before the first paint. */
const en = { ...shell, ...desk, ...customers, ...labels } as const;
export default en;
