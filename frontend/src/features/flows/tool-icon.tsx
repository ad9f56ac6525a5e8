/** Signs that only the editor's bar needs; the desk does not load them. */
const PATHS = {
  back: "M15 6l-6 6 6 6",
  undo: "M9 5 4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3",
  redo: "M15 5l5 5-5 5M20 10H10a5 5 0 0 0 0 10h3",
  layoutDown: "M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4",
  layoutRight: "M3 9h5v6H3zM16 3h5v6h-5zM16 15h5v6h-5zM8 12h4M16 6h-4v12h4",
} as const;

export function ToolIcon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
