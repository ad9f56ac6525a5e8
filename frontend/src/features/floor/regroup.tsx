import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { fetchAgentSkills, saveAgentSkills } from "../../api/floor";
import { problemText } from "../../api/problem";
import type { FloorAgent } from "../../api/types";
import { useWords } from "../../i18n";
import { Answer } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { useToasts } from "../../ui/toasts";

export const readSkills = (text: string) => [...new Set(text.split(/[,，、]/).map((one) => one.trim()).filter(Boolean))];

/** Other skills and another team for an agent, in the middle of a shift (ACD-24). */
export default function Regroup({ agent, onClose }: { agent: FloorAgent; onClose(): void }) {
  const { t, label } = useWords();
  const { tell } = useToasts();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["skills", agent.worker_sid], queryFn: () => fetchAgentSkills(agent.worker_sid), staleTime: 0 });
  const save = useMutation({
    mutationFn: (wanted: { skills: string[]; team: string }) => saveAgentSkills(agent.worker_sid, wanted),
    onSuccess: ({ queues }) => {
      void queries.invalidateQueries({ queryKey: ["floor"] });
      tell(t("regroup.now", { queues: queues.map((queue) => label("queue", queue)).join(", ") || t("regroup.noQueue") }));
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    save.mutate({ skills: readSkills(String(data.get("skills") ?? "")), team: String(data.get("team") ?? "").trim() });
  };
  return (
    <Dialog title={t("regroup.title", { name: agent.name })} onClose={onClose}>
      <Answer query={query} lines={3}>
        {({ skills, team }) => (
          <form className="stack" onSubmit={submit}>
            <p className="muted">{t("regroup.now", { queues: agent.queues.map((queue) => label("queue", queue)).join(", ") || t("regroup.noQueue") })}</p>
            <TextField label={t("regroup.skills")} name="skills" defaultValue={skills.join(", ")} data-testid="regroup-skills" wide autoFocus />
            <p className="muted">{t("regroup.skillsHint")}</p>
            <TextField label={t("regroup.team")} name="team" defaultValue={team} maxLength={80} />
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
