import { contacts } from "./contacts";
import { floor } from "./floor";
import { flows } from "./flows";
import { line } from "./line";
import { pages } from "./pages";
import { people } from "./people";
import { reports } from "./reports";
import { routing } from "./routing";

/** What the other pages say: loaded with the first of them. */
const more = { ...floor, ...contacts, ...reports, ...people, ...flows, ...line, ...pages, ...routing } as const;
export default more;
