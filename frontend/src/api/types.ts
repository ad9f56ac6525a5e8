/** Names for the API's shapes, all of them taken from its own description (`schema.d.ts`, made by `npm run api`). */
import type { components, paths } from "./schema";

type Shapes = components["schemas"];
/** The answer of `GET path`. */
type Got<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { "application/json": infer A } } } } } ? A : never;
type Item<P extends keyof paths> = Got<P> extends { items: (infer I)[] } ? I : never;

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Permission = Shapes["Permission"];
export type Text = Shapes["Text"];
export type SessionUser = Shapes["SessionUser"];
export type Session = Shapes["SessionOut"];

export type Contact = Shapes["ContactOut"];
export type ContactDetail = Shapes["ContactDetailOut"];
export type TimelineEvent = ContactDetail["timeline"][number];
export type Recording = Shapes["RecordingOut"];
export type Trace = Shapes["TraceOut"];
export type CallerPath = Shapes["PathOut"];

export type Worker = Shapes["WorkerOut"];
export type Activity = Shapes["ActivityIn"]["activity"];
export type Offer = Shapes["OfferOut"];
export type Waiting = Shapes["WaitingOut"];
export type Callback = Shapes["CallbackOut"];
export type QueueName = Shapes["QueueNameOut"];
export type AgentSkills = Shapes["AgentSkillsOut"];
export type DeskContact = Shapes["DeskContactOut"];
export type Happened = Shapes["HappenedOut"];
export type Desk = Shapes["DeskOut"];
export type Dispositions = Shapes["DispositionsOut"];
export type EarlierContact = Shapes["EarlierContactOut"];
/** The pop carries other rooms' shapes as they are. */
export type Pop = Omit<Shapes["PopOut"], "customer" | "waybills" | "tickets"> & {
  customer: Customer | null;
  waybills: WaybillSummary[];
  tickets: TicketSummary[];
};

export type Customer = Shapes["CustomerOut"];
export type Waybill = Titled<Shapes["WaybillOut"], "status_text">;
export type WaybillSummary = Titled<Shapes["WaybillSummary"], "status_text">;
export type WaybillEvent = Waybill["events"][number];
export type Ticket = Shapes["TicketOut"];
export type TicketSummary = Shapes["TicketSummary"];
/** Titles are `{zh, en}` wherever a room keeps them as a plain mapping. */
type Titled<T, K extends keyof T> = Omit<T, K> & Record<K, Text>;
type KindAsGiven = Item<"/ticket-kinds">;
export type TicketKind = Titled<Omit<KindAsGiven, "types">, "title"> & { types: Titled<KindAsGiven["types"][number], "title">[] };

export type Floor = Shapes["FloorOut"];
export type FloorAgent = Shapes["AgentOut"];
export type FloorQueue = Floor["queues"][number];
export type QueueRules = Item<"/routing/queues">;
export type Workflow = Item<"/routing/workflows">;
export type Interruptions = Shapes["InterruptionsShape"];
export type OutboundTrunk = Item<"/routing/outbound-trunks">;
export type Trunk = Shapes["TrunkOut"];
export type Voicemail = Shapes["VoicemailOut"];

export type ReportKind = Item<"/reports/kinds">;
/** A row holds what its columns say: text, or a raw number, or nothing. */
export type ReportSection = Omit<Shapes["Section"], "rows" | "total"> & { rows: Record<string, Cell>[]; total?: Record<string, Cell> | null };
export type ReportRun = Omit<Shapes["RunOut"], "sections"> & { sections: ReportSection[] };
export type ReportChart = Shapes["Chart"];
export type Unit = NonNullable<Shapes["Column"]["unit"]>;
export type Cell = string | number | null;

export type User = Shapes["UserOut"];
export type Role = Titled<Shapes["RoleOut"], "title">;
export type AuditEntry = Shapes["AuditOut"];

export type NumberLine = Shapes["NumberShape"];
export type Calendar = Shapes["CalendarShape"];
export type OpenHours = Shapes["HoursShape"];
export type FlowLine = Shapes["FlowLineOut"];
