import type { MoreMessages } from "../catalog";
import { contacts } from "./contacts";
import { floor } from "./floor";
import { flows } from "./flows";
import { line } from "./line";
import { pages } from "./pages";
import { people } from "./people";
import { reports } from "./reports";
import { routing } from "./routing";

const more: MoreMessages = { ...floor, ...contacts, ...reports, ...people, ...flows, ...line, ...pages, ...routing };
export default more;
