/** Shapes of the API's answers. */
export type Permission =
  | "contacts.read" | "contacts.read_all" | "recordings.play" | "desk.use" | "customers.read" | "customers.write"
  | "waybills.read" | "waybills.write" | "tickets.read" | "tickets.write" | "floor.view" | "reports.view"
  | "reports.run" | "flows.read" | "flows.write" | "numbers.write" | "users.read" | "users.write" | "roles.write"
  | "audit.read";

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface Text {
  zh: string;
  en: string;
}

export interface SessionUser {
  user_id: string;
  username: string;
  name: string;
  role: string;
  permissions: Permission[];
  worker_sid: string | null;
  language: "zh-CN" | "en";
}

export interface Session {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  user: SessionUser;
}

export interface Contact {
  contact_id: string;
  channel: string;
  direction: string;
  from_number: string;
  to_number: string;
  access: string;
  trunk: string | null;
  gateway: string | null;
  span: string | null;
  customer_id: string | null;
  language: string | null;
  flow: string | null;
  queue: string | null;
  worker_sid: string | null;
  agent_name: string | null;
  state: string;
  started_at: string;
  queued_at: string | null;
  answered_at: string | null;
  ended_at: string | null;
  leave_type: string | null;
  disposition: string | null;
  note: string | null;
  hold_count: number;
  has_recording: boolean;
}

export interface TimelineEvent {
  key: string;
  type: string;
  title: Text;
  at: string;
  worker_sid: string | null;
  queue: string | null;
  data: Record<string, unknown>;
}

export interface Recording {
  recording_id: string;
  kind: string;
  duration_seconds: number;
  recorded_at: string;
}

export interface ContactDetail {
  contact: Contact;
  durations: { wait_seconds: number; talk_seconds: number; hold_seconds: number; wrap_up_seconds: number };
  timeline: TimelineEvent[];
  recordings: Recording[];
}

export interface Trace {
  contact_id: string;
  is_complete: boolean;
  steps: { number: number; type: string; title: Text; at: string | null }[];
}

export type Activity = "offline" | "ready" | "busy" | "short_break" | "meeting";

export interface Worker {
  worker_sid: string;
  username: string;
  name: string;
  activity: Activity;
  reason: string | null;
  state: string;
  since: string;
  next_activity: Activity | null;
  lease_expires_at: string | null;
  queues: string[];
}

export interface Offer {
  reservation_sid: string;
  contact_id: string;
  queue: string;
  from_number: string;
  customer: { customer_id: string; name: string; is_vip: boolean } | null;
  waited_seconds: number;
  expires_at: string;
}

export interface DeskContact {
  contact_id: string;
  reservation_sid: string | null;
  state: string;
  queue: string | null;
  language: string | null;
  from_number: string;
  to_number: string;
  customer_id: string | null;
  started_at: string;
  queued_at: string | null;
  answered_at: string | null;
  ended_at: string | null;
  is_held: boolean;
  hold_count: number;
  is_recorded: boolean;
  disposition: string | null;
  note: string | null;
  wrap_up_ends_at: string | null;
}

export interface Desk {
  worker: Worker;
  offer: Offer | null;
  contact: DeskContact | null;
}

export interface Dispositions {
  queue: string;
  items: { code: string; title: Text }[];
}

export interface EarlierContact {
  contact_id: string;
  started_at: string;
  ended_at: string | null;
  queue: string | null;
  agent_name: string | null;
  leave_type: string | null;
  disposition: string | null;
  note: string | null;
  has_recording: boolean;
}

export interface Customer {
  customer_id: string;
  name: string;
  phones: string[];
  card_no: string | null;
  gender: string;
  address: string;
  email: string | null;
  user_types: string[];
  tier: string;
  language: string;
  notes: string;
  version: number;
}

export interface WaybillEvent {
  event_id: string;
  at: string;
  status: string;
  city: string;
  site: string;
  description: string;
  description_en: string;
  courier: string;
}

export interface Party {
  name: string;
  phone: string | null;
  city: string;
}

export interface WaybillSummary {
  number: string;
  status: string;
  status_text: Text;
  service: string;
  sender: Party;
  receiver: Party;
  customer_id: string | null;
  created_at: string;
  updated_at: string;
  promised_at: string | null;
  is_late: boolean;
  latest: WaybillEvent | null;
}

export interface Waybill extends WaybillSummary {
  events: WaybillEvent[];
}

export interface TicketSummary {
  ticket_id: string;
  number: string;
  kind: string;
  type: string;
  cause: string;
  remarks: string;
  customer: { customer_id: string | null; phone: string | null; card_no: string | null; name: string; gender: string };
  contact_id: string | null;
  waybill_number: string | null;
  status: string;
  assignee: string | null;
  due_at: string;
  is_overdue: boolean;
  filed_at: string;
  filed_by: string;
  updated_at: string;
  closed_at: string | null;
  version: number;
}

export interface Ticket extends TicketSummary {
  timeline: { at: string; by: string; changed: Record<string, unknown[]>; comment: string }[];
}

export interface TicketKind {
  kind: string;
  title: Text;
  types: { name: string; title: Text }[];
  due_within_seconds: number;
}

export interface Pop {
  contact_id: string;
  queue: string | null;
  language: string | null;
  from_number: string;
  to_number: string;
  waited_seconds: number;
  keys: string | null;
  collected: string[];
  customer: Customer | null;
  waybills: WaybillSummary[];
  tickets: TicketSummary[];
  earlier: EarlierContact[];
}

export interface FloorAgent {
  worker_sid: string;
  name: string;
  state: string;
  since: string;
  reason: string | null;
  queue: string | null;
  contact_id: string | null;
  queues: string[];
}

export interface FloorQueue {
  name: string;
  title: Text;
  waiting: number;
  longest_wait_seconds: number;
  agents_ready: number;
  agents_total: number;
  entered_today: number;
  answered_today: number;
  abandoned_today: number;
  left_message_today: number;
  rona_today: number;
  average_wait_seconds: number | null;
  service_level: number | null;
  service_level_seconds: number;
}

export interface Trunk {
  gateway: string;
  span: string | null;
  kind: string;
  in_use: number;
  idle: number;
  capacity: number | null;
  overflow: number;
}

export interface Floor {
  at: string;
  tiles: {
    service_level: number | null;
    service_level_seconds: number;
    waiting: number;
    longest_wait_seconds: number;
    abandoned_today: number;
    answered_today: number;
    calls_today: number;
    agents_ready: number;
    agents_total: number;
  };
  trunks: Trunk[];
  queues: FloorQueue[];
  agents: FloorAgent[];
}

export interface Voicemail {
  voicemail_id: string;
  contact_id: string;
  recording_id: string;
  queue: string | null;
  from_number: string;
  left_at: string;
  duration_seconds: number;
  status: "new" | "heard" | "done";
}

export type Unit = "text" | "count" | "seconds" | "share" | "time";
export type Cell = string | number | null;

export interface ReportChart {
  id: string;
  title: string;
  kind: "bar" | "line" | "pie";
  category_key: string;
  series: { key: string; title: string }[];
}

export interface ReportSection {
  id: string;
  title: string;
  columns: { key: string; title: string; unit: Unit }[];
  rows: Record<string, Cell>[];
  charts: ReportChart[];
  formula_notes: { key: string; name: string; formula: string }[];
}

export interface ReportRun {
  run_id: string;
  kind: string;
  granularity: string;
  start_at: string;
  end_at: string;
  language: string;
  status: string;
  progress: number;
  requested_by: string;
  requested_at: string;
  finished_at: string | null;
  error: string | null;
  period: string | null;
  sections: ReportSection[];
}

export interface ReportKind {
  kind: string;
  titles: Record<"zh-CN" | "en", string>;
  has_granularity: boolean;
}

export interface User {
  user_id: string;
  username: string;
  name: string;
  role: string;
  language: "zh-CN" | "en";
  worker_sid: string | null;
  is_disabled: boolean;
  created_at: string;
  updated_at: string;
}

export interface Role {
  name: string;
  title: Text;
  permissions: Permission[];
  is_built_in: boolean;
}

export interface AuditEntry {
  at: string;
  user_id: string;
  username: string;
  action: string;
  subject: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

export interface CallerPath {
  flow: string | null;
  revision: number | null;
  nodes: {
    widget: string;
    type: string;
    kind: string;
    entered_at: string;
    left_at: string | null;
    ended: string | null;
    entries: { type: string; at: string; value: string }[];
  }[];
}

export interface NumberLine {
  number: string;
  label: string;
  kind: string;
  calendar: string;
  flows: Record<string, string>;
  fallback_queue: string | null;
}

export interface OpenHours {
  opens: string;
  closes: string;
}

export interface Calendar {
  name: string;
  zone: string;
  weekly: OpenHours[][];
  holidays: Record<string, string>;
  special_days: Record<string, OpenHours[]>;
}

export interface FlowLine {
  sid: string;
  name: string;
  revision: number;
  published_at: string;
  published_by: string | null;
}
