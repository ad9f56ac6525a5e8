/** Flows as the editor works on them. A definition travels as a text, kept to the byte. */
import { get, id, post, put, remove } from "./client";
import type { Page, Text } from "./types";

export interface FlowListLine {
  sid: string;
  name: string;
  /** 0 while it was never published. */
  revision: number;
  published_at: string | null;
  published_by: string | null;
  has_draft: boolean;
  draft_saved_at: string | null;
  draft_saved_by: string | null;
}

export interface FlowProblem {
  property_path: string;
  state: string | null;
  property: string | null;
  message: string;
  message_zh: string;
}

export interface Draft {
  definition: string;
  note: string;
  version: number;
  saved_at: string;
  saved_by: string | null;
  problems: FlowProblem[];
}

export interface Flow {
  sid: string;
  name: string;
  revision: number;
  description: string;
  bindings: Record<string, string>;
  secrets: string[];
  /** What answers calls; empty before the first publishing. */
  definition: string;
  draft: Draft | null;
}

export interface RevisionLine {
  revision: number;
  published_at: string;
  published_by: string | null;
  note: string;
  rolled_back_to: number | null;
  is_current: boolean;
}

export interface Revision extends RevisionLine {
  definition: string;
}

export interface Change {
  kind: string;
  widget: string | null;
  property: string | null;
  text: Text;
}

export interface Choice {
  value: string;
  title: Text;
}

export type PropertyKind = "text" | "long_text" | "whole" | "flag" | "choice" | "pairs" | "texts" | "text_or_whole" | "flow" | "url";

export interface PropertyForm {
  name: string;
  kind: PropertyKind;
  is_required: boolean;
  is_template: boolean;
  choices: Choice[];
  default: unknown;
  title: Text;
}

export interface WidgetForm {
  type: string;
  group: string;
  title: Text;
  is_supported: boolean;
  refusal: Text | null;
  properties: PropertyForm[];
  events: { name: string; title: Text }[];
}

export interface FlowFunction {
  name: string;
  url: string;
  summary: string;
  parameters: { name: string; kind: string; is_required: boolean; default: unknown }[];
}

export interface Catalogue {
  widgets: WidgetForm[];
  conditions: Choice[];
  groups: Choice[];
  functions: FlowFunction[];
}

export interface SimulatedInput {
  kind: "digits" | "speech" | "timeout" | "hangup" | "function" | "queue_result" | "dial_result" | "recorded" | "reply" | "posted" | "event";
  value?: unknown;
}

export interface SimulateRequest {
  definition: string;
  from: string;
  to: string;
  now: string;
  inputs: SimulatedInput[];
  flow_sid?: string;
}

export interface Heard {
  kind: "say" | "play" | "tones" | "message";
  text: string;
  language: string | null;
}

export interface SimulatedStep {
  widget: string;
  type: string;
  kind: string;
  event: string | null;
  transition: number | null;
  next: string | null;
  branch: string | null;
  ended: string | null;
  heard: Heard[];
  keys: string | null;
  input: number | null;
}

export interface WaitsFor {
  widget: string;
  kinds: string[];
  num_digits: number | null;
  finish_on_key: string | null;
  timeout_seconds: number | null;
  queue: string | null;
  events: string[];
}

export interface Asked {
  widget: string;
  url: string;
  parameters: Record<string, string>;
  status_code: number;
  answer: unknown;
  answered_by: "given" | "function" | "nobody";
}

export interface Simulation {
  status: "waiting" | "ended" | "failed";
  steps: SimulatedStep[];
  waits_for: WaitsFor | null;
  variables: Record<string, unknown>;
  widgets: Record<string, unknown>;
  asked: Asked[];
  queue: string | null;
  error: string | null;
  unused_inputs: number;
}

export interface NodeIndicator {
  widget: string;
  type: string;
  kind: string;
  entries: number;
  calls: number;
  average_dwell_seconds: number | null;
  timeout_rate: number | null;
  error_rate: number | null;
  hangup_rate: number | null;
  success_rate: number | null;
}

export interface Indicators {
  flow: string;
  revision: number;
  calls: number;
  self_served: number;
  abandoned: number;
  transferred: number;
  average_seconds: number | null;
  self_service_rate: number | null;
  transfer_rate: number | null;
  nodes: NodeIndicator[];
  edges: { source: string; event: string; target: string | null; count: number }[];
  paths: { widgets: string[]; calls: number; share: number }[];
}

export const fetchFlowList = () => get<Page<FlowListLine>>("/flows");
export const fetchFlow = (sid: string) => get<Flow>(`/flows/${id(sid)}`);
export const createFlow = (flow: { name: string; definition?: string }) => post<Flow>("/flows", flow);
export const saveDraft = (sid: string, draft: { definition: string; note?: string; version: number | null }) => put<Draft>(`/flows/${id(sid)}/draft`, draft);
export const discardDraft = (sid: string) => remove(`/flows/${id(sid)}/draft`);
export const publishFlow = (sid: string, publication: { note: string; bindings: Record<string, string>; secrets: string[] }) => post<Revision>(`/flows/${id(sid)}/publish`, publication);
export const fetchRevisions = (sid: string) => get<Page<RevisionLine>>(`/flows/${id(sid)}/revisions`);
export const fetchRevision = (sid: string, revision: number) => get<Revision>(`/flows/${id(sid)}/revisions/${revision}`);
export const fetchDiff = (sid: string, from: string, to: string) => get<{ from: string; to: string; changes: Change[] }>(`/flows/${id(sid)}/diff`, { from, to });
export const rollBack = (sid: string, revision: number, note: string) => post<Revision>(`/flows/${id(sid)}/rollback`, { revision, note });
export const validateFlow = (definition: string) => post<{ valid: boolean; errors: FlowProblem[] }>("/flows/validate", { definition });
export const fetchCatalogue = () => get<Catalogue>("/flows/widgets");
export const simulate = (request: SimulateRequest) => post<Simulation>("/flows/simulate", request);
export const fetchIndicators = (sid: string, from: string, to: string) => get<Indicators>(`/flows/${id(sid)}/indicators`, { from, to });
