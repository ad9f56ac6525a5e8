import { contacts } from "./contacts";
import { floor } from "./floor";
import { people } from "./people";
import { reports } from "./reports";

/** What the other pages say: loaded with the first of them. */
const more = { ...floor, ...contacts, ...reports, ...people } as const;
export default more;
