/** A sign for each kind of widget, on the grid of the app's own icons. */
const PATHS: Record<string, string> = {
  trigger: "M6 4l13 8-13 8z",
  "say-play": "M4 10v4h3l5 4V6L7 10zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11",
  "gather-input-on-call": "M6 5h.01M12 5h.01M18 5h.01M6 11h.01M12 11h.01M18 11h.01M6 17h.01M12 17h.01M18 17h.01",
  "split-based-on": "M12 3v6M12 9 6 15v6M12 9l6 6v6",
  "set-variables": "M4 8h16M4 16h16M8 5l-2 14M18 5l-2 14",
  "run-function": "M8 5c-4 0-1 7-4 7 3 0 0 7 4 7M16 5c4 0 1 7 4 7-3 0 0 7-4 7",
  "make-http-request": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  "record-voicemail": "M7 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7Zm10 0a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7ZM7 17h10",
  "record-call": "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  "run-subflow": "M4 5h7v6H4zM13 14h7v5h-7zM8 11v6h5",
};
const BY_GROUP: Record<string, string> = {
  flow: "M5 6h6v5H5zM13 13h6v5h-6zM8 11v4h5",
  voice: "M5 4h4l2 5-2.500 1.500a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1C11 20 4 13 4 5a1 1 0 0 1 1-1Z",
  queue: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-6 8c.6-3.400 3-4.500 6-4.500s5.400 1.100 6 4.500M17 8h4M17 12h4",
  message: "M4 5h16v11H9l-5 4z",
  data: "M12 4c4 0 7 1 7 3s-3 3-7 3-7-1-7-3 3-3 7-3ZM5 7v10c0 2 3 3 7 3s7-1 7-3V7M5 12c0 2 3 3 7 3s7-1 7-3",
  other: "M5 5h14v14H5zM9 12h6",
};

export function WidgetIcon({ type, group }: { type: string; group: string }) {
  return (
    <svg className="widget-icon" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={type === "gather-input-on-call" ? 3.2 : 1.8} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[type] ?? BY_GROUP[group] ?? BY_GROUP["other"]} />
    </svg>
  );
}
