import { Background, Controls, MiniMap, ReactFlow, useReactFlow, type Connection, type Edge, type EdgeChange, type NodeChange, type Viewport } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { useWords, type Language } from "../../i18n";
import { useTheme } from "../../ui/theme";
import { connect, moveWidgets, removeWidgets, type Edit } from "./document/edits";
import type { FlowDocument, Offset } from "./document/flow-document";
import { neighbour, placesOf } from "./document/layout";
import { dataOf, edgesOf, homeView, nodeOf, type Marks, type WidgetNode } from "./picture";
import type { Forms } from "./titles";
import type { Editor } from "./use-editor";
import { useReveal } from "./use-reveal";
import { WidgetView } from "./widget-node";

const KINDS = { widget: WidgetView };
const NO_KEY = null;
const MAP_SIZE = { width: 160, height: 112 };
export const DRAGGED_KIND = "application/x-trunkline-widget";

interface Props {
  editor: Editor;
  forms: Forms;
  marks: Marks;
  selected: ReadonlySet<string>;
  onSelect(names: ReadonlySet<string>): void;
  onOpen(name: string): void;
  onAdd(type: string, at: Offset): void;
}

type Source = Pick<Props, "forms" | "marks" | "selected"> & { document: FlowDocument; places: ReadonlyMap<string, Offset>; language: Language };

interface Drawn {
  of: Source | null;
  nodes: WidgetNode[];
  edges: Edge[];
}

const redraw = (old: Drawn, source: Source): Drawn => ({
  of: source,
  nodes: redrawNodes(old.nodes, source),
  edges: edgesOf(source.document, source.places, source.marks, old.edges),
});

function redrawNodes(old: readonly WidgetNode[], { document, places, forms, language, marks, selected }: Source): WidgetNode[] {
  const known = new Map(old.map((node) => [node.id, node]));
  return document.widgets.map((widget) => {
    const node = nodeOf(widget, dataOf(document, widget, forms, language, marks), places.get(widget.name) ?? { x: 0, y: 0 }, known.get(widget.name));
    const isSelected = selected.has(widget.name);
    return Boolean(node.selected) === isSelected ? node : { ...node, selected: isSelected };
  });
}

const isArrow = (key: string): key is "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" => key.startsWith("Arrow");

export function Canvas({ editor, forms, marks, selected, onSelect, onOpen, onAdd }: Props) {
  const { t, language } = useWords();
  const theme = useTheme();
  const { document, edit, isReadOnly } = editor;
  const { screenToFlowPosition } = useReactFlow();
  const reveal = useReveal();
  const places = useMemo(() => placesOf(document), [document]);
  const shown = useMemo(() => ({ document, places, forms, language, marks, selected }), [document, places, forms, language, marks, selected]);
  const [drawn, setDrawn] = useState<Drawn>({ of: null, nodes: [], edges: [] });
  if (drawn.of !== shown) setDrawn(redraw(drawn, shown));
  const { nodes } = drawn;
  const [edgeChosen, chooseEdge] = useState<string | null>(null);

  const edges = useMemo(() => (edgeChosen ? drawn.edges.map((edge) => (edge.id === edgeChosen ? { ...edge, selected: true } : edge)) : drawn.edges), [drawn.edges, edgeChosen]);

  const onNodesChange = useCallback(
    (changes: NodeChange<WidgetNode>[]) => {
      const settled = new Map<string, Offset>();
      const moved = new Map<string, Offset>();
      for (const change of changes) {
        if (change.type !== "position" || !change.position) continue;
        moved.set(change.id, change.position);
        if (!change.dragging) settled.set(change.id, change.position);
      }
      if (moved.size > 0) setDrawn((old) => ({ ...old, nodes: old.nodes.map((node) => (moved.has(node.id) ? { ...node, position: moved.get(node.id) ?? node.position } : node)) }));
      // Steps with the arrow keys are one step back, as a drag is.
      if (settled.size > 0) edit(moveWidgets(settled), `move:${[...settled.keys()].join()}`);
      const chosen = changes.filter((change) => change.type === "select");
      if (chosen.length > 0) {
        const names = new Set(selected);
        for (const { id, selected: isOn } of chosen) if (isOn) names.add(id); else names.delete(id);
        onSelect(names);
      }
    },
    [edit, onSelect, selected],
  );

  const link = (source: string | null, handle: string | null | undefined, target: string | null): Edit | null =>
    source && target && handle !== null && handle !== undefined ? connect(source, Number(handle), target) : null;
  const onConnect = ({ source, sourceHandle, target }: Connection) => {
    const made = link(source, sourceHandle, target);
    if (made) edit(made);
  };
  const onReconnect = (old: Edge, { source, sourceHandle, target }: Connection) => {
    const made = link(source, sourceHandle, target);
    if (!made) return;
    const isSameWay = old.source === source && old.sourceHandle === sourceHandle;
    edit((text) => made(isSameWay ? text : connect(old.source, Number(old.sourceHandle), null)(text)));
  };

  const remove = () => {
    if (selected.size > 0) {
      edit(removeWidgets(selected));
      onSelect(new Set());
    } else if (edgeChosen) {
      const edge = edges.find(({ id }) => id === edgeChosen);
      if (edge) edit(connect(edge.source, Number(edge.sourceHandle), null));
      chooseEdge(null);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const focused = (event.target as HTMLElement).closest<HTMLElement>(".react-flow__node")?.dataset["id"];
    if ((event.key === "Delete" || event.key === "Backspace") && !isReadOnly) remove();
    else if (event.key === "Enter" && focused) onOpen(focused);
    else if (event.altKey && isArrow(event.key)) {
      const next = neighbour(places, focused ?? [...selected][0] ?? "", event.key);
      if (next) {
        onSelect(new Set([next]));
        reveal(next, places, true);
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(DRAGGED_KIND);
    if (!type) return;
    event.preventDefault();
    onAdd(type, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
  };
  const onEdgesChange = useCallback((changes: EdgeChange[]) => {
    const chosen = changes.filter((change) => change.type === "select");
    if (chosen.length > 0) chooseEdge(chosen.find((change) => change.selected)?.id ?? null);
  }, []);
  const frame = useRef<HTMLDivElement>(null);
  const goHome = ({ setViewport }: { setViewport(viewport: Viewport): unknown }) => {
    const box = frame.current?.getBoundingClientRect();
    setViewport(homeView(document, places, box?.width ?? 800, box?.height ?? 600));
  };
  const words = useMemo(
    () => ({
      "node.a11yDescription.default": t("flows.a11y.node"),
      "node.a11yDescription.keyboardDisabled": t("flows.a11y.node"),
      "edge.a11yDescription.default": t("flows.a11y.edge"),
      "controls.ariaLabel": t("flows.a11y.controls"),
      "controls.zoomIn.ariaLabel": t("flows.a11y.zoomIn"),
      "controls.zoomOut.ariaLabel": t("flows.a11y.zoomOut"),
      "controls.fitView.ariaLabel": t("flows.a11y.fit"),
      "controls.interactive.ariaLabel": t("flows.a11y.lock"),
      "minimap.ariaLabel": t("flows.a11y.minimap"),
      "handle.ariaLabel": t("flows.a11y.handle"),
    }),
    [t],
  );

  return (
    <div ref={frame} className={`flow-canvas ${marks.lit.here || marks.lit.widgets.size > 0 ? "simulating" : ""}`} onKeyDownCapture={onKeyDown} onDragOver={(event) => event.preventDefault()} onDrop={onDrop} data-testid="flow-canvas">
      <ReactFlow
        nodes={nodes} edges={edges} nodeTypes={KINDS} colorMode={theme} ariaLabelConfig={words}
        onNodesChange={onNodesChange} onConnect={onConnect} onReconnect={onReconnect} onEdgesChange={onEdgesChange}
        onNodeDoubleClick={(_, node) => onOpen(node.id)}
        nodesDraggable={!isReadOnly} nodesConnectable={!isReadOnly} edgesReconnectable={!isReadOnly}
        deleteKeyCode={NO_KEY} onlyRenderVisibleElements minZoom={0.08} maxZoom={1.6} connectionRadius={36}
        onInit={goHome}
      >
        <Background gap={20} />
        <Controls showInteractive={false} />
        <MiniMap pannable zoomable style={MAP_SIZE} nodeClassName={(node) => `mini ${(node as WidgetNode).data.mark ?? ""} ${(node as WidgetNode).data.problems > 0 ? "faulty" : ""}`} />
      </ReactFlow>
    </div>
  );
}
