import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fetchAgentSkills, saveAgentSkills } from "../../api/floor";
import { problemText } from "../../api/problem";
import { fetchInterruptions } from "../../api/routing";
import type { AgentSkills, FloorAgent } from "../../api/types";
import { InterruptionMatrix, type Rules } from "../../business/interruption-matrix";
import { useWords } from "../../i18n";
import { Answer } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { TableScroll } from "../../ui/table-scroll";
import { useToasts } from "../../ui/toasts";

export const readSkills = (text: string) => [...new Set(text.split(/[,，、]/).map((one) => one.trim()).filter(Boolean))];

const readLevels = (text: string) =>
  Object.fromEntries(readSkills(text).flatMap((one) => { const [name = "", level] = one.split(/[=:：]/).map((part) => part.trim()); return name && level ? [[name, Number(level)]] : []; }));
const writeLevels = (levels: Readonly<Record<string, number>>) => Object.entries(levels).map(([name, level]) => `${name}=${level}`).join(", ");

const CHANNELS = ["voice", "chat", "message", "email"];

/** The form's fields as the API takes them; an empty one takes the attribute away. */
export function readAgent(data: FormData, exceptions: Rules) {
  const text = (name: string) => String(data.get(name) ?? "").trim();
  return {
    skills: readSkills(text("skills")), team: text("team"), skill_levels: readLevels(text("skill_levels")), agent_number: text("agent_number") || null, group: text("group") || null, site: text("site") || null,
    cost: text("cost") === "" ? null : Number(text("cost")), enterprises: readSkills(text("enterprises")), interrupted_by: Object.fromEntries(Object.entries(exceptions).map(([held, offered]) => [held, [...offered]])),
    capacity: Object.fromEntries(CHANNELS.flatMap((one) => (text(`capacity.${one}`) === "" ? [] : [[one, Number(text(`capacity.${one}`))]]))),
  } satisfies Partial<AgentSkills>;
}

/** Other skills and another team for an agent, in the middle of a shift (ACD-24). */
export default function Regroup({ agent, onClose }: { agent: FloorAgent; onClose(): void }) {
  const { t, label } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["skills", agent.worker_sid], queryFn: () => fetchAgentSkills(agent.worker_sid), staleTime: 0 });
  const usual = useQuery({ queryKey: ["interruptions"], queryFn: fetchInterruptions });
  const [exceptions, except] = useState<Rules | null>(null);
  const save = useMutation({
    mutationFn: (wanted: ReturnType<typeof readAgent>) => saveAgentSkills(agent.worker_sid, wanted),
    onSuccess: ({ queues }) => {
      void queries.invalidateQueries({ queryKey: ["floor"] });
      tell(t("regroup.now", { queues: queues.map((queue) => label("queue", queue)).join(", ") || t("regroup.noQueue") }));
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(readAgent(new FormData(event.currentTarget), exceptions ?? query.data?.interrupted_by ?? {}));
  };
  return (
    <Dialog title={t("regroup.title", { name: agent.name })} onClose={onClose} isWide>
      <Answer query={query} lines={3}>
        {({ skills, team, skill_levels: levels, agent_number: extension, group, site, cost, enterprises, capacity, interrupted_by: own }) => (
          <form className="stack" onSubmit={submit}>
            <p className="muted">{t("regroup.now", { queues: agent.queues.map((queue) => label("queue", queue)).join(", ") || t("regroup.noQueue") })}</p>
            <TextField label={t("regroup.skills")} name="skills" defaultValue={skills.join(", ")} data-testid="regroup-skills" wide autoFocus />
            <p className="muted">{t("regroup.skillsHint")}</p>
            <div className="fields">
              <TextField label={t("regroup.team")} name="team" defaultValue={team} maxLength={80} />
              <TextField label={t("regroup.extension")} name="agent_number" defaultValue={extension ?? ""} inputMode="numeric" pattern="[0-9]{1,10}" />
              <TextField label={t("regroup.levels")} name="skill_levels" defaultValue={writeLevels(levels)} placeholder="consult=8" />
              <TextField label={t("regroup.group")} name="group" defaultValue={group ?? ""} maxLength={40} />
              <TextField label={t("regroup.site")} name="site" defaultValue={site ?? ""} maxLength={40} />
              <TextField label={t("regroup.cost")} name="cost" type="number" min={0} step="any" defaultValue={cost ?? ""} />
              <TextField label={t("regroup.enterprises")} name="enterprises" defaultValue={enterprises.join(", ")} />
            </div>
            <p className="muted">{t("regroup.placeHint")}</p>
            <fieldset className="rules">
              <legend>{t("regroup.capacity")}</legend>
              <div className="fields">{CHANNELS.map((one) => <TextField key={one} label={label("channel", one)} name={`capacity.${one}`} type="number" min={0} max={100} defaultValue={capacity[one] ?? ""} />)}</div>
            </fieldset>
            {usual.data && (
              <details>
                <summary>{t("regroup.exceptions")}</summary>
                <TableScroll><InterruptionMatrix rules={exceptions ?? own} usual={usual.data.rules} change={except} /></TableScroll>
              </details>
            )}
            {save.isError && <p className="breach" role="alert">{problemText(save.error, t)}</p>}
            <div className="actions">
              <button type="button" className="button" onClick={onClose}>{t("common.cancel")}</button>
              <button type="submit" className="button primary" data-testid="regroup-save" disabled={save.isPending}>{t("common.save")}</button>
            </div>
          </form>
        )}
      </Answer>
    </Dialog>
  );
}
