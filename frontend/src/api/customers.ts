import { get, id, patch, post, type Query } from "./client";
import type { Customer, Page, Ticket, TicketKind, TicketSummary, Waybill, WaybillSummary } from "./types";

export const fetchCustomers = (query: Query) => get<Page<Customer>>("/customers", query);
export const fetchCustomer = (customerId: string) => get<Customer>(`/customers/${id(customerId)}`);
export const createCustomer = (details: object) => post<Customer>("/customers", details);
export const changeCustomer = (customerId: string, details: object) => patch<Customer>(`/customers/${id(customerId)}`, details);

export const fetchWaybills = (query: Query) => get<Page<WaybillSummary>>("/waybills", query);
export const fetchWaybill = (number: string) => get<Waybill>(`/waybills/${id(number)}`);

export const fetchTickets = (query: Query) => get<Page<TicketSummary>>("/tickets", query);
export const fetchTicket = (ticketId: string) => get<Ticket>(`/tickets/${id(ticketId)}`);
export const createTicket = (ticket: object) => post<Ticket>("/tickets", ticket);
export const changeTicket = (ticketId: string, change: object) => patch<Ticket>(`/tickets/${id(ticketId)}`, change);
export const fetchTicketKinds = () => get<Page<TicketKind>>("/ticket-kinds");
