/** Brings a widget to the middle of the picture, and the focus to it. */
import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";
import type { Offset } from "./document/flow-document";
import { WIDGET_WIDTH } from "./document/layout";

const LOOKED_AT_ZOOM = 0.75;

/** The node is drawn only once it is in sight: ask again for a moment. */
function focusNode(name: string, tries = 20): void {
  const node = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(name)}"]`);
  if (node) node.focus({ preventScroll: true });
  else if (tries > 0) requestAnimationFrame(() => focusNode(name, tries - 1));
}

export function useReveal() {
  const { setCenter, getZoom } = useReactFlow();
  return useCallback(
    (name: string, places: ReadonlyMap<string, Offset>, takesFocus = false) => {
      const place = places.get(name);
      if (!place) return;
      void setCenter(place.x + WIDGET_WIDTH / 2, place.y + 60, { zoom: Math.max(getZoom(), LOOKED_AT_ZOOM) });
      if (takesFocus) focusNode(name);
    },
    [setCenter, getZoom],
  );
}
