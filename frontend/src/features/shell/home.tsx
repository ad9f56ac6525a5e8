import { Redirect } from "wouter";
import { useSession } from "../../session/session";
import { NotFound } from "./not-found";
import { PLACES } from "./rail";

/** The first page that the role may open: the desk for agents, the floor for supervisors. */
export function Home() {
  const { may } = useSession();
  const first = PLACES.find(([, permission]) => may(permission));
  return first ? <Redirect to={`/${first[0]}`} replace /> : <NotFound />;
}
