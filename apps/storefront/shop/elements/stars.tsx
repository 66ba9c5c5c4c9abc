/** The stars of a rating, for the eye: the number stands beside them. */

export function Stars({ average }: { average: number }) {
  const full = Math.round(average);
  return (
    <span aria-hidden="true" className="whitespace-nowrap text-accent-ink">
      {"★".repeat(full)}
      {"☆".repeat(5 - full)}
    </span>
  );
}
