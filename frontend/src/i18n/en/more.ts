import { contacts } from "./contacts";
import { floor } from "./floor";
import { flows } from "./flows";
import { people } from "./people";
import { reports } from "./reports";

/** What the other pages say: loaded with the first of them. */
const more = { ...floor, ...contacts, ...reports, ...people, ...flows } as const;
export default more;
