import { lazy, Suspense, type ReactNode } from "react";
import { Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import type { Permission } from "./api/types";
import { Shell } from "./features/shell";
import { useSession } from "./session/session";
import { Boundary } from "./ui/boundary";
import { NotFound } from "./features/shell/not-found";
import { Home } from "./features/shell/home";
import { Skeleton } from "./ui/answers";

const SignIn = lazy(() => import("./features/sign-in"));
const Desk = lazy(() => import("./features/desk"));
const Floor = lazy(() => import("./features/floor"));
const WallView = lazy(() => import("./features/floor/wall"));
const Contacts = lazy(() => import("./features/contacts"));
const ContactPage = lazy(() => import("./features/contacts/contact-page"));
const Voicemails = lazy(() => import("./features/contacts/voicemails"));
const Customers = lazy(() => import("./features/customers"));
const CustomerPage = lazy(() => import("./features/customers/customer-page"));
const Tickets = lazy(() => import("./features/tickets"));
const TicketPage = lazy(() => import("./features/tickets/ticket-page"));
const Reports = lazy(() => import("./features/reports"));
const ReportPage = lazy(() => import("./features/reports/report-page"));
const People = lazy(() => import("./features/people"));
const Numbers = lazy(() => import("./features/people/numbers"));

function Only({ permission, children }: { permission: Permission; children: ReactNode }) {
  const { may } = useSession();
  return may(permission) ? children : <NotFound />;
}

export function App() {
  return (
    // Wouter takes its way of reading the address as a value.
    // oxlint-disable-next-line react/hooks
    <Router hook={useHashLocation}>
      <Doors />
    </Router>
  );
}

function Doors() {
  const { user, may } = useSession();
  if (!user) return <Suspense fallback={null}><SignIn /></Suspense>;
  return (
    <Switch>
      <Route path="/wall">{may("floor.view") ? <Suspense fallback={<Skeleton />}><WallView /></Suspense> : <NotFound />}</Route>
      <Route>
        <Shell>
          <Boundary>
            <Suspense fallback={<Skeleton lines={8} />}>
              <Pages />
            </Suspense>
          </Boundary>
        </Shell>
      </Route>
    </Switch>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/"><Home /></Route>
      <Route path="/desk"><Only permission="desk.use"><Desk /></Only></Route>
      <Route path="/floor"><Only permission="floor.view"><Floor /></Only></Route>
      <Route path="/contacts"><Only permission="contacts.read"><Contacts /></Only></Route>
      <Route path="/contacts/:id">{({ id }) => <Only permission="contacts.read"><ContactPage contactId={id} /></Only>}</Route>
      <Route path="/voicemails"><Only permission="contacts.read"><Voicemails /></Only></Route>
      <Route path="/customers"><Only permission="customers.read"><Customers /></Only></Route>
      <Route path="/customers/:id">{({ id }) => <Only permission="customers.read"><CustomerPage customerId={id} /></Only>}</Route>
      <Route path="/tickets"><Only permission="tickets.read"><Tickets /></Only></Route>
      <Route path="/tickets/:id">{({ id }) => <Only permission="tickets.read"><TicketPage ticketId={id} /></Only>}</Route>
      <Route path="/reports"><Only permission="reports.view"><Reports /></Only></Route>
      <Route path="/reports/:id">{({ id }) => <Only permission="reports.view"><ReportPage runId={id} /></Only>}</Route>
      <Route path="/people"><Only permission="users.read"><People /></Only></Route>
      <Route path="/numbers"><Only permission="numbers.write"><Numbers /></Only></Route>
      <Route><NotFound /></Route>
    </Switch>
  );
}
