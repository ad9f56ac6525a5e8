import { Redirect } from "wouter";
import { NotFound } from "./not-found";
import { usePlaces } from "./rail";

/** The first page that the role may open: the desk for agents, the floor for supervisors. */
export function Home() {
  const [first] = usePlaces();
  return first ? <Redirect to={`/${first[0]}`} replace /> : <NotFound />;
}
