import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { discardDraft, fetchFlow, saveDraft, type Catalogue, type Flow, type SimulatedStep } from "../../api/flows";
import { useWords } from "../../i18n";
import { duration } from "../../i18n/format";
import { useSession } from "../../session/session";
import { Empty } from "../../ui/answers";
import { Icon } from "../../ui/icon";
import { useToasts } from "../../ui/toasts";
import { Canvas } from "./canvas";
import { addStates, freeName, moveWidgets, newState, removeWidgets } from "./document/edits";
import { branchOf, type Offset } from "./document/flow-document";
import { autoLayout, placesOf, type Direction } from "./document/layout";
import { byWidget, nextProblem } from "./document/problems";
import { downloadFlow } from "./download";
import { FiguresPanel, useIndicators, type Figures } from "./insight/figures-panel";
import { heatOf, isRate, trafficOf, type Metric } from "./insight/heat";
import { Palette } from "./palette";
import { homeView, type Marks } from "./picture";
import { ProblemsPanel } from "./problems-panel";
import { WidgetFormPanel } from "./properties/widget-form";
import { PublishDialog } from "./publish-dialog";
import { RevisionsDialog } from "./revisions-dialog";
import { SearchBox } from "./search-box";
import { SidePanel, type Side } from "./side-panel";
import { litBy } from "./simulator/path";
import { SimulatorPanel } from "./simulator/simulator-panel";
import { useSimulation } from "./simulator/use-simulation";
import { eventTitle, formsOf } from "./titles";
import { ToolIcon } from "./tool-icon";
import { useClipboard } from "./use-clipboard";
import { useEditor } from "./use-editor";
import { useEditorKeys } from "./use-editor-keys";
import { useReveal } from "./use-reveal";
import { useValidation } from "./use-validation";

const NOBODY: ReadonlySet<string> = new Set();
const canvasBox = () => document.querySelector(".flow-canvas")?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 600);

export function FlowEditor({ flow, catalogue }: { flow: Flow; catalogue: Catalogue }) {
  const { t, format, language } = useWords();
  const { may } = useSession();
  const { tell, warn } = useToasts();
  const queries = useQueryClient();
  const { setViewport, screenToFlowPosition } = useReactFlow();
  const reveal = useReveal();
  const mayWrite = may("flows.write");
  const saved = flow.draft?.definition ?? flow.definition;
  const editor = useEditor(flow.sid, saved, !mayWrite);
  const { document, text, edit } = editor;
  const forms = useMemo(() => formsOf(catalogue), [catalogue]);
  const places = useMemo(() => placesOf(document), [document]);
  const [selected, select] = useState(NOBODY);
  const [side, setSide] = useState<Side>("properties");
  const [dialog, setDialog] = useState<"publish" | "revisions" | null>(null);
  const [problemAt, setProblemAt] = useState(-1);
  const [days, setDays] = useState("7");
  const [metric, setMetric] = useState<Metric>("entries");
  const search = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);

  const { problems } = useValidation(text);
  const call = useSimulation(flow.sid, text);
  const indicators = useIndicators(flow.sid, days, side === "figures");
  const figures: Figures = { days, setDays, metric, setMetric, query: indicators };
  const found = side === "figures" ? indicators.data : undefined;
  const readHeat = useCallback((value: number) => (isRate(metric) ? format.percent(value) : metric === "dwell" ? duration(value) : format.number(value)), [metric, format]);
  const marks = useMemo<Marks>(
    () => ({
      problems: byWidget(problems),
      lit: litBy(call.result),
      heat: found ? heatOf(found.nodes, metric) : null,
      traffic: found ? trafficOf(found) : null,
      readHeat,
    }),
    [problems, call.result, found, metric, readHeat],
  );

  const show = useCallback(
    (name: string) => {
      select(new Set([name]));
      reveal(name, places);
    },
    [reveal, places],
  );
  const here = marks.lit.here;
  // The picture follows the call; moving widgets about meanwhile does not jump.
  const follow = useRef((name: string) => reveal(name, places));
  useEffect(() => {
    follow.current = (name) => reveal(name, places);
  }, [reveal, places]);
  useEffect(() => {
    if (here) follow.current(here);
  }, [here]);

  const open = (name: string) => {
    select(new Set([name]));
    setSide("properties");
    requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>("[data-testid='widget-form'] input")?.focus());
  };
  const middle = (): Offset => {
    const box = canvasBox();
    return screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 3 });
  };
  const add = (type: string, at?: Offset) => {
    const beside = [...selected].map((name) => places.get(name)).find(Boolean);
    const name = freeName(type.replaceAll("-", "_"), new Set(document.byName.keys()));
    const form = forms.get(type);
    const given = Object.fromEntries((form?.properties ?? []).flatMap(({ name: property, default: value }) => (value === null || value === undefined ? [] : [[property, value]])));
    edit(addStates([newState(type, name, form?.events.map((event) => event.name) ?? [], at ?? (beside ? { x: beside.x + 280, y: beside.y + 40 } : middle()), given)]));
    select(new Set([name]));
    setSide("properties");
  };
  const walk = (index: number) => {
    const problem = problems[index];
    setSide("problems");
    setProblemAt(index);
    if (problem?.state && document.byName.has(problem.state)) show(problem.state);
  };
  const arrange = (direction: Direction) => {
    const made = autoLayout(document, direction);
    edit(moveWidgets(made));
    const box = canvasBox();
    void setViewport(homeView(document, made, box.width, box.height));
  };
  const reload = async () => {
    const fresh = await queries.fetchQuery({ queryKey: ["flows", flow.sid], queryFn: () => fetchFlow(flow.sid), staleTime: 0 });
    void queries.invalidateQueries({ queryKey: ["flows", "list"] });
    return fresh;
  };
  const save = useMutation({
    mutationFn: () => saveDraft(flow.sid, { definition: text, version: flow.draft?.version ?? null }),
    onSuccess: (draft) => {
      queries.setQueryData<Flow>(["flows", flow.sid], (old) => old && { ...old, draft });
      void queries.invalidateQueries({ queryKey: ["flows", "list"] });
      tell(t("flows.draftSaved"));
    },
    onError: warn,
  });
  const discard = useMutation({
    mutationFn: async () => {
      // What was never saved is only here; a flow that was never published has nothing else than its draft.
      if (flow.draft && flow.revision > 0) await discardDraft(flow.sid);
    },
    onSuccess: () => settled(t("flows.discarded")),
    onError: warn,
  });
  const hasDraft = editor.isDirty || flow.draft !== null;
  const publish = async () => {
    if (editor.isDirty || !flow.draft) await save.mutateAsync().catch(() => null).then((draft) => draft && setDialog("publish"));
    else setDialog("publish");
  };
  const settled = (message: string) => {
    setDialog(null);
    tell(message);
    reload().then((fresh) => editor.replace(fresh.draft?.definition ?? fresh.definition), warn);
  };

  const wayOf = ({ widget: at, type, event, transition }: SimulatedStep) => {
    const way = transition === null ? undefined : document.byName.get(at)?.transitions[transition];
    return way?.conditions ? branchOf(way) : event && eventTitle(forms, type, event, language);
  };

  useEditorKeys({
    undo: editor.undo,
    redo: editor.redo,
    find: () => search.current?.select(),
    save: () => mayWrite && editor.isDirty && save.mutate(),
  });
  useClipboard(editor, selected, select);

  const [name] = selected.size === 1 ? selected : [undefined];
  const widget = name === undefined ? undefined : document.byName.get(name);
  return (
    <div className="flow-editor">
      <header className="flow-bar">
        <a href="#/flows" className="button plain icon" aria-label={t("flows.backToList")}><ToolIcon name="back" /></a>
        <div className="flow-title">
          <h1 className="clip">{flow.name}</h1>
          <span className="muted clip">
            {flow.revision > 0 ? t("flows.revision", { number: flow.revision }) : t("flows.neverPublished")}
            {editor.isDirty ? ` · ${t("flows.unsaved")}` : flow.draft ? ` · ${t("flows.draft")}` : ""}
          </span>
        </div>
        <SearchBox document={document} forms={forms} box={search} onFind={show} />
        {mayWrite && (
          <div className="row tools">
            <button type="button" className="button icon" aria-label={t("flows.undo")} title={`${t("flows.undo")} (Ctrl+Z)`} disabled={!editor.canUndo} onClick={editor.undo}><ToolIcon name="undo" /></button>
            <button type="button" className="button icon" aria-label={t("flows.redo")} title={`${t("flows.redo")} (Ctrl+Shift+Z)`} disabled={!editor.canRedo} onClick={editor.redo}><ToolIcon name="redo" /></button>
            <button type="button" className="button icon" aria-label={t("flows.layoutDown")} title={t("flows.layoutDown")} onClick={() => arrange("down")}><ToolIcon name="layoutDown" /></button>
            <button type="button" className="button icon" aria-label={t("flows.layoutRight")} title={t("flows.layoutRight")} onClick={() => arrange("right")}><ToolIcon name="layoutRight" /></button>
          </div>
        )}
        <button type="button" className={`button ${problems.length ? "faulty" : ""}`} data-testid="problems" data-count={problems.length} onClick={() => (problems.length ? walk(nextProblem(problems.length, problemAt)) : setSide("problems"))}>
          <Icon name={problems.length ? "warning" : "check"} />
          {problems.length ? t("flows.problemCount", { count: problems.length }) : t("flows.valid")}
        </button>
        <div className="row push">
          <button type="button" className="button icon" aria-label={t("flows.export")} title={t("flows.export")} onClick={() => downloadFlow(flow.name, text)}><Icon name="download" /></button>
          <button type="button" className="button" data-testid="revisions" onClick={() => setDialog("revisions")}>{t("flows.revisions")}</button>
          {mayWrite && (editor.isDirty || (flow.draft && flow.revision > 0)) && <button type="button" className="button" disabled={discard.isPending} data-testid="discard-draft" onClick={() => { if (confirm(t("flows.discardSure"))) discard.mutate(); }}>{t("flows.discard")}</button>}
          {mayWrite && <button type="button" className="button" disabled={!editor.isDirty || save.isPending} title="Ctrl+S" data-testid="save-draft" onClick={() => save.mutate()}>{t("flows.saveDraft")}</button>}
          {mayWrite && <button type="button" className="button primary" disabled={!hasDraft || save.isPending} data-testid="publish" onClick={() => void publish()}>{t("flows.publish")}</button>}
        </div>
      </header>
      <div className={`flow-body ${mayWrite ? "" : "read-only"}`}>
        {mayWrite && <Palette catalogue={catalogue} onAdd={(type) => add(type)} />}
        <Canvas editor={editor} forms={forms} marks={marks} selected={selected} onSelect={select} onOpen={open} onAdd={add} />
        <SidePanel side={side} onSide={setSide} problems={problems.length} panel={panel} hasFigures={may("reports.view")}>
          {side === "properties" &&
            (widget ? (
              <WidgetFormPanel
                editor={editor} widget={widget} form={forms.get(widget.type)} catalogue={catalogue} problems={marks.problems.get(widget.name) ?? []}
                onRenamed={(renamed) => select(new Set([renamed]))}
                onRemove={() => { edit(removeWidgets(new Set([widget.name]))); select(NOBODY); }}
              />
            ) : (
              <Empty title={selected.size > 1 ? t("flows.manySelected", { count: selected.size }) : t("flows.noneSelected")} hint={t("flows.keysHint")} />
            ))}
          {side === "simulator" && <SimulatorPanel call={call} wayOf={wayOf} onShow={show} />}
          {side === "problems" && <ProblemsPanel problems={problems} at={problemAt} onWalk={walk} />}
          {side === "figures" && <FiguresPanel figures={figures} onShow={show} />}
        </SidePanel>
      </div>
      {dialog === "publish" && <PublishDialog flow={flow} document={document} problems={problems.length} onClose={() => setDialog(null)} onPublished={(revision) => settled(t("flows.publishedAs", { number: revision }))} />}
      {dialog === "revisions" && <RevisionsDialog flow={flow} mayWrite={mayWrite} onClose={() => setDialog(null)} onRolledBack={(revision) => settled(t("flows.publishedAs", { number: revision }))} />}
    </div>
  );
}
