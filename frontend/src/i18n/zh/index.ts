import type { Messages } from "..";
import { contacts } from "./contacts";
import { customers } from "./customers";
import { desk } from "./desk";
import { floor } from "./floor";
import { people } from "./people";
import { reports } from "./reports";
import { shell } from "./shell";

const zh: Messages = { ...shell, ...desk, ...floor, ...contacts, ...customers, ...reports, ...people };
export default zh;
