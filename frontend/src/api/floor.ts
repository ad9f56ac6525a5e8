import { get, id, patch } from "./client";
import type { Floor, Page, Voicemail } from "./types";

export const fetchFloor = () => get<Floor>("/floor");
export const fetchVoicemails = (queue: string, status: string) => get<Page<Voicemail>>("/voicemails", { queue, status });
export const markVoicemail = (voicemailId: string, status: Voicemail["status"]) => patch<Voicemail>(`/voicemails/${id(voicemailId)}`, { status });
