import { get, put } from "./client";
import type { Calendar, FlowLine, NumberLine, Page } from "./types";

export const fetchNumbers = () => get<Page<NumberLine>>("/numbers");
export const saveNumbers = (items: NumberLine[]) => put<Page<NumberLine>>("/numbers", { items });
export const fetchCalendars = () => get<Page<Calendar>>("/calendars");
export const saveCalendars = (items: Calendar[]) => put<Page<Calendar>>("/calendars", { items });
export const fetchFlows = () => get<Page<FlowLine>>("/flows");
