import { get, id, post } from "./client";
import type { Page, ReportKind, ReportRun } from "./types";

export interface RunRequest {
  kind: string;
  from: string;
  to: string;
  language: string;
  granularity?: string;
}

export const fetchKinds = () => get<Page<ReportKind>>("/reports/kinds");
export const fetchRuns = () => get<Page<ReportRun>>("/reports/runs");
export const fetchRun = (runId: string) => get<ReportRun>(`/reports/runs/${id(runId)}`);
export const runReport = (request: RunRequest) => post<ReportRun>("/reports/runs", request);
export const fetchDownload = (runId: string, format: "xlsx" | "csv") => get<{ url: string }>(`/reports/runs/${id(runId)}/download`, { format });
