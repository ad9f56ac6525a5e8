import type { MoreMessages } from "../catalog";
import { contacts } from "./contacts";
import { floor } from "./floor";
import { people } from "./people";
import { reports } from "./reports";

const more: MoreMessages = { ...floor, ...contacts, ...reports, ...people };
export default more;
