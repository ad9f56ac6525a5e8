import type { FirstMessages } from "../catalog";
import { customers } from "./customers";
import { desk } from "./desk";
import { labels } from "./labels";
import { shell } from "./shell";

const zh: FirstMessages = { ...shell, ...desk, ...customers, ...labels };
export default zh;
