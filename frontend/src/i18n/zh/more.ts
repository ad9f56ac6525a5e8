import type { MoreMessages } from "../catalog";
import { contacts } from "./contacts";
import { floor } from "./floor";
import { flows } from "./flows";
import { line } from "./line";
import { pages } from "./pages";
import { people } from "./people";
import { reports } from "./reports";

const more: MoreMessages = { ...floor, ...contacts, ...reports, ...people, ...flows, ...line, ...pages };
export default more;
