/** Icons of the header: the name of each control stands beside its icon, for the eye or for a screen reader. */

const paths = {
  menu: "M4 7h16M4 12h16M4 17h16",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  account: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 4-6 8-6s8 2 8 6",
  cart: "M5 8h14l1 13H4zM8 8a4 4 0 0 1 8 0",
} as const;

export function Icon({ of }: { of: keyof typeof paths }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" width={24} height={24} className="shrink-0 fill-none stroke-current">
      <path d={paths[of]} strokeWidth={1.6} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
