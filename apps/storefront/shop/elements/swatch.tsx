/** The colour of an option's value, beside its name. */

/** A dot of a colour. Its border has the colour of the text around it, so that it shows on any ground. */
export function Swatch({ color }: { color: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 shrink-0">
      <circle cx="8" cy="8" r="7.5" fill={color} stroke="currentColor" />
    </svg>
  );
}
