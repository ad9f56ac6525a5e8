import { get, id, post, put } from "./client";
import type { Activity, Desk, DeskContact, Dispositions, Pop, Worker } from "./types";

const at = <A extends string>(contactId: string, action: A) => `/desk/contacts/${id(contactId)}/${action}` as const;

export const fetchDesk = () => get<Desk>("/desk/me");
export const fetchPhoneToken = () => post<{ token: string; identity: string; expires_in_seconds: number }>("/desk/phone-token");
export const setActivity = (activity: Activity, reason: string | null) => post<Worker>("/desk/activity", { activity, reason });
export const setNextActivity = (activity: Activity | null) => post<Worker>("/desk/next-activity", { activity });
export const declineOffer = (reservationSid: string, reason: string) => post(`/desk/offers/${id(reservationSid)}/decline`, { reason });
export const fetchPop = (contactId: string) => get<Pop>(`/desk/pop/${id(contactId)}`);
export const holdContact = (contactId: string, is_held: boolean) => post<DeskContact>(at(contactId, "hold"), { is_held });
export const endContact = (contactId: string) => post(at(contactId, "end"));
export const saveDraft = (contactId: string, draft: { note?: string; disposition?: string }) => put(at(contactId, "draft"), draft);
export const finishWrapUp = (contactId: string, done: { disposition?: string; note?: string }) => post<Worker>(at(contactId, "wrap-up"), done);
export const linkCustomer = (contactId: string, link: { customer_id?: string; name?: string; phone?: string }) => post(at(contactId, "customer"), link);
export const fetchDispositions = (queue: string) => get<Dispositions>("/desk/dispositions", { queue });
