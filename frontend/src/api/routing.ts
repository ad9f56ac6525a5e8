import { get, id, put, remove } from "./client";
import type { Interruptions, OutboundTrunk, Page, QueueRules, Workflow } from "./types";

export type QueueChange = Omit<QueueRules, "sid" | "name">;

export const fetchQueueRules = () => get<Page<QueueRules>>("/routing/queues");
export const saveQueueRules = (name: string, rules: QueueChange) => put<QueueRules>(`/routing/queues/${id(name)}`, rules);
export const removeQueue = (name: string) => remove(`/routing/queues/${id(name)}`);
export const fetchWorkflows = () => get<Page<Workflow>>("/routing/workflows");
export const saveWorkflow = (name: string, configuration: Workflow["configuration"]) => put<Workflow>(`/routing/workflows/${id(name)}`, { configuration });
export const removeWorkflow = (name: string) => remove(`/routing/workflows/${id(name)}`);
export const fetchInterruptions = () => get<Interruptions>("/routing/interruptions");
export const saveInterruptions = (rules: Readonly<Record<string, readonly string[]>>) => put<Interruptions>("/routing/interruptions", { rules });
export const fetchTrunks = () => get<Page<OutboundTrunk>>("/routing/outbound-trunks");
export const saveTrunk = (name: string, trunk: Omit<OutboundTrunk, "name">) => put<OutboundTrunk>(`/routing/outbound-trunks/${id(name)}`, trunk);
export const removeTrunk = (name: string) => remove(`/routing/outbound-trunks/${id(name)}`);
