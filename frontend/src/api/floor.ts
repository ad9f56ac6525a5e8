import { get, id, patch, put } from "./client";
import type { AgentSkills, Floor, Page, Voicemail } from "./types";

export const fetchFloor = () => get<Floor>("/floor");
export const fetchAgentSkills = (workerSid: string) => get<AgentSkills>(`/desk/agents/${id(workerSid)}`);
export const saveAgentSkills = (workerSid: string, wanted: Partial<Omit<AgentSkills, "worker_sid" | "username" | "name" | "queues">>) => put<AgentSkills>(`/desk/agents/${id(workerSid)}`, wanted);
export const fetchVoicemails = (queue: string, status: string) => get<Page<Voicemail>>("/voicemails", { queue, status });
export const markVoicemail = (voicemailId: string, status: Voicemail["status"]) => patch<Voicemail>(`/voicemails/${id(voicemailId)}`, { status });
