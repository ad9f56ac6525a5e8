/** The app's own line icons on a 24-unit grid. */
const PATHS = {
  desk: "M5 13v-1a7 7 0 0 1 14 0v1M5 13h2v5H5a1 1 0 0 1-1-1v-3a1 1 0 0 1 1-1Zm14 0h-2v5h2a1 1 0 0 0 1-1v-3a1 1 0 0 0-1-1Zm-1 5c0 2-2 3-5 3",
  floor: "M3 4h18v12H3zM8 20h8M12 16v4M7 12l3-3 3 2 4-4",
  contacts: "M4 5h16M4 10h16M4 15h10M4 20h7",
  callbacks: "M5 4h4l2 5-2.500 1.500a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1C11 20 4 13 4 5a1 1 0 0 1 1-1ZM20 4l-5 5M15 5v4h4",
  voicemails: "M7 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Zm10 0a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM7 17h10",
  customers: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 8c1-4 4-5 8-5s7 1 8 5",
  tickets: "M4 7h16v4a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4zM10 7v11",
  reports: "M4 20h16M7 16v-5M12 16V6M17 16v-8",
  people: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-6 8c.6-3.4 3-4.5 6-4.5s5.4 1.1 6 4.5M16 5.5a3 3 0 0 1 0 5.5M17 14.5c2.3.4 3.6 1.7 4 4.5",
  numbers: "M9 4 7 20M17 4l-2 16M4 9h17M3 15h17",
  flows: "M4 4h6v5H4zM14 15h6v5h-6zM7 9v8h7M14 4h6v5h-6zM10 6.500h4",
  routing: "M4 12h6m0 0 6-6h4m-10 6 6 6h4M17 3l3 3-3 3m0 6 3 3-3 3",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 5 5",
  mic: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM6 11a6 6 0 0 0 12 0M12 17v4",
  micOff: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM6 11a6 6 0 0 0 12 0M12 17v4M4 3l16 18",
  hold: "M8 5v14M16 5v14",
  play: "M8 5l11 7-11 7z",
  keypad: "M6 5h.01M12 5h.01M18 5h.01M6 11h.01M12 11h.01M18 11h.01M6 17h.01M12 17h.01M18 17h.01",
  end: "M3 13c5-5 13-5 18 0l-2 3-4-1.5V12a9 9 0 0 0-6 0v2.5L5 16z",
  phone: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1C11 20 4 13 4 5a1 1 0 0 1 1-1Z",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9l6 6 6-6",
  right: "M9 6l6 6-6 6",
  help: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18h.01",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19",
  moon: "M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10Z",
  screen: "M3 5h18v11H3zM9 20h6M12 16v4",
  copy: "M9 9h10v11H9zM5 15V4h10",
  plus: "M12 5v14M5 12h14",
  check: "M5 12l5 5L20 7",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  warning: "M12 4 2.5 20h19zM12 10v4M12 17h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={name === "keypad" ? 3.2 : 1.8} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
