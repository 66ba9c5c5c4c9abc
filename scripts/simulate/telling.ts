/** What is printed of a history that broke something: what it broke, and the one command that plays it again. */
import type { Played, Work } from "./crew.ts";

export function tellViolations({ violations }: Pick<Played, "violations">, work: Work): void {
  if (violations.length === 0) return;
  for (const violation of violations) console.log(`seed ${work.seed}: ${violation}`);
  console.log(`  again, with all that happens: ${replayOf(work)}`);
}

function replayOf({ seed, orders, death }: Work): string {
  const crash = death ? ` --crash "${death.where}" --nth ${death.nth}` : "";
  return `npm run simulate -- --replay ${seed} --orders ${orders}${crash} --trace`;
}
