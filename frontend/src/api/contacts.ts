import { get, id, type Query } from "./client";
import type { CallerPath, Contact, ContactDetail, Page, Trace } from "./types";

export const fetchContacts = (query: Query) => get<Page<Contact>>("/contacts", query);
export const fetchContact = (contactId: string) => get<ContactDetail>(`/contacts/${id(contactId)}`);
export const fetchTrace = (contactId: string) => get<Trace>(`/contacts/${id(contactId)}/trace`);
export const fetchRecordingLink = (contactId: string, recordingId: string) =>
  get<{ url: string; expires_in_seconds: number }>(`/contacts/${id(contactId)}/recordings/${id(recordingId)}`);
export const fetchPath = (contactId: string) => get<CallerPath>(`/contacts/${id(contactId)}/path`);
