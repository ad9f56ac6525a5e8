import type { FlowProblem } from "../../api/flows";
import { useWords } from "../../i18n";
import { Empty } from "../../ui/answers";

/** What keeps the flow from being published; a line leads to its widget. */
export function ProblemsPanel({ problems, at, onWalk }: { problems: readonly FlowProblem[]; at: number; onWalk(index: number): void }) {
  const { t, language } = useWords();
  if (problems.length === 0) return <Empty title={t("flows.noProblems")} hint={t("flows.noProblemsHint")} />;
  return (
    <ol className="problem-list" data-testid="problem-list">
      {problems.map((problem, index) => (
        <li key={`${problem.property_path}${problem.message}`}>
          <button type="button" aria-current={index === at} onClick={() => onWalk(index)}>
            <span className="strong">{problem.state ?? t("flows.wholeFlow")}</span>
            {problem.property && <span className="mono muted"> · {problem.property}</span>}
            <span className="problem-text">{language === "zh-CN" ? problem.message_zh : problem.message}</span>
            <span className="mono muted clip">{problem.property_path}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
