import { get, id, put, remove } from "./client";
import type { Page, QueueRules, Workflow } from "./types";

export type QueueChange = Omit<QueueRules, "sid" | "name">;

export const fetchQueueRules = () => get<Page<QueueRules>>("/routing/queues");
export const saveQueueRules = (name: string, rules: QueueChange) => put<QueueRules>(`/routing/queues/${id(name)}`, rules);
export const removeQueue = (name: string) => remove(`/routing/queues/${id(name)}`);
export const fetchWorkflows = () => get<Page<Workflow>>("/routing/workflows");
export const saveWorkflow = (name: string, configuration: Workflow["configuration"]) => put<Workflow>(`/routing/workflows/${id(name)}`, { configuration });
