import type { Catalogue } from "../../api/flows";
import { useWords } from "../../i18n";
import { DRAGGED_KIND } from "./canvas";
import { say } from "./titles";
import { WidgetIcon } from "./widget-icon";

/** The kinds of widgets, grouped; drag one to the picture, or press it to put it beside what is selected. */
export function Palette({ catalogue, onAdd }: { catalogue: Catalogue; onAdd(type: string): void }) {
  const { t, language } = useWords();
  return (
    <nav className="palette" aria-label={t("flows.palette")}>
      {catalogue.groups.map((group) => {
        const kinds = catalogue.widgets.filter((form) => form.group === group.value && form.type !== "trigger");
        if (kinds.length === 0) return null;
        return (
          <section key={group.value} aria-label={say(group.title, language)}>
            <h3>{say(group.title, language)}</h3>
            {kinds.map((form) => (
              <button
                key={form.type} type="button" className={`kind group-${form.group}`} draggable data-testid={`add-${form.type}`}
                disabled={!form.is_supported} title={form.refusal ? say(form.refusal, language) : say(form.title, language)}
                onDragStart={(event) => event.dataTransfer.setData(DRAGGED_KIND, form.type)} onClick={() => onAdd(form.type)}
              >
                <WidgetIcon type={form.type} group={form.group} />
                <span className="clip">{say(form.title, language)}</span>
              </button>
            ))}
          </section>
        );
      })}
    </nav>
  );
}
