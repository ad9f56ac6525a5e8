export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#2e6fe0" />
      <path d="M6 11h20M6 16h20M6 21h20" stroke="#fff" strokeOpacity=".5" strokeWidth="2" strokeLinecap="round" />
      <circle cx="11" cy="11" r="3" fill="#fff" />
      <circle cx="21" cy="16" r="3" fill="#fff" />
      <circle cx="14" cy="21" r="3" fill="#fff" />
    </svg>
  );
}
