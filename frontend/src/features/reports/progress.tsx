import type { ReportRun } from "../../api/types";
import { useWords } from "../../i18n";
import { StateShape, type Tone } from "../../ui/state";

const TONES: Record<string, Tone> = { queued: "offline", running: "ringing", done: "ready", failed: "breach" };

export function Progress({ run }: { run: Pick<ReportRun, "status" | "progress"> }) {
  const { label } = useWords();
  const tone = TONES[run.status] ?? "offline";
  return (
    <span className="row">
      <span className={`tag tone-${tone}`} data-testid="report-status" data-state={run.status}><StateShape tone={tone} />{label("reportStatus", run.status)}</span>
      {run.status === "running" && <progress value={run.progress} max={100} aria-label={label("reportStatus", run.status)} />}
    </span>
  );
}
