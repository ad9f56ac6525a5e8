import { lazy, Suspense, type ReactNode } from "react";
import { Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import type { Permission } from "./api/types";
import { Shell } from "./features/shell";
import { sayMore } from "./i18n/catalog";
import { useSession } from "./session/session";
import { Boundary } from "./ui/boundary";
import { NotFound } from "./features/shell/not-found";
import { Home } from "./features/shell/home";
import { Skeleton } from "./ui/answers";

/** A page beside the desk comes with the words and styles that the desk does without. */
const asPage = <T,>(load: () => Promise<T>) => async () => (await Promise.all([load(), sayMore(), import("./styles/pages.css")]))[0];

const SignIn = lazy(() => import("./features/sign-in"));
const Desk = lazy(() => import("./features/desk"));
const Floor = lazy(asPage(() => import("./features/floor")));
const WallView = lazy(asPage(() => import("./features/floor/wall")));
const Contacts = lazy(asPage(() => import("./features/contacts")));
const ContactPage = lazy(asPage(() => import("./features/contacts/contact-page")));
const Callbacks = lazy(asPage(() => import("./features/line/callbacks")));
const Voicemails = lazy(asPage(() => import("./features/contacts/voicemails")));
const Customers = lazy(asPage(() => import("./features/customers")));
const CustomerPage = lazy(asPage(() => import("./features/customers/customer-page")));
const Tickets = lazy(asPage(() => import("./features/tickets")));
const TicketPage = lazy(asPage(() => import("./features/tickets/ticket-page")));
const Reports = lazy(asPage(() => import("./features/reports")));
const ReportPage = lazy(asPage(() => import("./features/reports/report-page")));
const Flows = lazy(asPage(() => import("./features/flows")));
const FlowPage = lazy(asPage(() => import("./features/flows/flow-page")));
const Routing = lazy(asPage(() => import("./features/routing")));
const People = lazy(asPage(() => import("./features/people")));
const Numbers = lazy(asPage(() => import("./features/people/numbers")));

function Only({ permission, isAgent = false, children }: { permission: Permission; isAgent?: boolean; children: ReactNode }) {
  const { may, user } = useSession();
  return may(permission) && (!isAgent || user?.worker_sid) ? children : <NotFound />;
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
  const [location] = useLocation();
  if (!user) return <Suspense fallback={null}><SignIn /></Suspense>;
  return (
    <Switch>
      <Route path="/wall">{may("floor.view") ? <Suspense fallback={<Skeleton />}><WallView /></Suspense> : <NotFound />}</Route>
      <Route>
        <Shell>
          {/* A page that failed stays behind when another is opened. */}
          <Boundary key={location.split("/")[1]}>
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
      <Route path="/desk"><Only permission="desk.use" isAgent><Desk /></Only></Route>
      <Route path="/floor"><Only permission="floor.view"><Floor /></Only></Route>
      <Route path="/contacts"><Only permission="contacts.read"><Contacts /></Only></Route>
      <Route path="/contacts/:id">{({ id }) => <Only permission="contacts.read"><ContactPage contactId={id} /></Only>}</Route>
      <Route path="/callbacks"><Only permission="contacts.read"><Callbacks /></Only></Route>
      <Route path="/voicemails"><Only permission="contacts.read"><Voicemails /></Only></Route>
      <Route path="/customers"><Only permission="customers.read"><Customers /></Only></Route>
      <Route path="/customers/:id">{({ id }) => <Only permission="customers.read"><CustomerPage customerId={id} /></Only>}</Route>
      <Route path="/tickets"><Only permission="tickets.read"><Tickets /></Only></Route>
      <Route path="/tickets/:id">{({ id }) => <Only permission="tickets.read"><TicketPage ticketId={id} /></Only>}</Route>
      <Route path="/reports"><Only permission="reports.view"><Reports /></Only></Route>
      <Route path="/reports/:id">{({ id }) => <Only permission="reports.view"><ReportPage runId={id} /></Only>}</Route>
      <Route path="/flows"><Only permission="flows.read"><Flows /></Only></Route>
      <Route path="/flows/:sid">{({ sid }) => <Only permission="flows.read"><FlowPage sid={sid} /></Only>}</Route>
      <Route path="/routing"><Only permission="flows.read"><Routing /></Only></Route>
      <Route path="/people"><Only permission="users.read"><People /></Only></Route>
      <Route path="/numbers"><Only permission="numbers.write"><Numbers /></Only></Route>
      <Route><NotFound /></Route>
    </Switch>
  );
}
