/** What is printed of a history that broke something: what it broke, and the one command that plays it again. */
import type { Played, Work } from "./crew.ts";

export function tellViolations({ violations }: Pick<Played, "violations">, work: Work): void {
  if (violations.length === 0) return;
  const of = "scene" in work.play ? `"${work.play.scene}"` : `seed ${work.seed}`;
  for (const violation of violations) console.log(`${of}: ${violation}`);
  console.log(`  again, with all that happens: ${replayOf(work)}`);
}

function replayOf({ seed, play, death }: Work): string {
  const what = "scene" in play ? `--scene "${play.scene}"` : `--orders ${play.orders}`;
  const crash = death ? ` --crash "${death.where}" --nth ${death.nth}` : "";
  return `npm run simulate -- --replay ${seed} ${what}${crash} --trace`;
}
