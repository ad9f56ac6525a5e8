import { useState } from "react";
import type { Asked } from "../../../api/flows";
import { useWords } from "../../../i18n";

/** What the flow asked functions and services, and what they answered; another answer can be given to see what then. */
export function AskedList({ asked, onAnswer }: { asked: readonly Asked[]; onAnswer(which: number, value: unknown): void }) {
  const { t } = useWords();
  if (asked.length === 0) return null;
  return (
    <details open className="asked">
      <summary>{t("flows.asked")} <span className="count">{asked.length}</span></summary>
      {asked.map((one, which) => <AskedForm key={`${which}${one.widget}${JSON.stringify(one.answer)}`} asked={one} onAnswer={(value) => onAnswer(which, value)} />)}
    </details>
  );
}

function AskedForm({ asked, onAnswer }: { asked: Asked; onAnswer(value: unknown): void }) {
  const { t, label } = useWords();
  const [text, setText] = useState(() => JSON.stringify(asked.answer, null, 1) ?? "");
  const [status, setStatus] = useState(String(asked.status_code));
  const [isWrong, setWrong] = useState(false);
  const give = () => {
    try {
      onAnswer({ status_code: Number(status) || 200, body: text.trim() ? JSON.parse(text) : null });
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return (
    <div className="asked-one" data-testid={`asked-${asked.widget}`}>
      <div className="row">
        <span className="strong grow clip">{asked.widget}</span>
        <span className="tag">{label("answeredBy", asked.answered_by)}</span>
      </div>
      <p className="mono muted clip" title={asked.url}>{asked.url} {Object.entries(asked.parameters).map(([name, value]) => `${name}=${value}`).join(" ")}</p>
      <textarea className="textarea mono" rows={3} aria-label={t("flows.answerOf", { widget: asked.widget })} aria-invalid={isWrong || undefined} value={text} onChange={(event) => setText(event.target.value)} />
      {isWrong && <span className="breach" role="alert">{t("flows.notJson")}</span>}
      <div className="row">
        <input className="input status-code" inputMode="numeric" aria-label={t("flows.statusCode")} value={status} onChange={(event) => setStatus(event.target.value)} />
        <button type="button" className="button" onClick={give}>{t("flows.useAnswer")}</button>
      </div>
    </div>
  );
}
