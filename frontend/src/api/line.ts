import { get, id, post } from "./client";
import type { Callback, Page, QueueName, Waiting } from "./types";

export const fetchWaiting = () => get<Page<Waiting>>("/desk/waiting");
export const pickUp = ({ contact_id, rings_at }: Pick<Waiting, "contact_id" | "rings_at">) => post<{ reservation_sid: string }>(`/desk/waiting/${id(contact_id)}/pick-up`, { rings_at });
export const fetchCallbacks = (queue: string, all: boolean) => get<Page<Callback>>("/callbacks", { queue, all });
export const cancelCallback = (callbackId: string) => post<Callback>(`/callbacks/${id(callbackId)}/cancel`);
export const fetchQueues = () => get<Page<QueueName>>("/desk/queues");
