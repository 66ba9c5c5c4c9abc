/** Prints the violations of a history, and the command that replays it. */
import type { Played, Work } from "./workers/pool.ts";

export function reportViolations({ violations }: Pick<Played, "violations">, work: Work): void {
  if (violations.length === 0) return;
  const of = "scene" in work.play ? `"${work.play.scene}"` : `seed ${work.seed}`;
  for (const violation of violations) console.log(`${of}: ${violation}`);
  console.log(`  again, with all that happens: ${replayOf(work)}`);
}

function replayOf({ seed, play, death, replicas }: Work): string {
  const what = "scene" in play ? `--scene "${play.scene}"` : `--orders ${play.orders}`;
  const crash = death ? ` --crash "${death.where}" --nth ${death.nth}` : "";
  const beside = replicas ? " --replicas" : "";
  return `npm run simulate -w @hansa/lab -- --replay ${seed} ${what}${crash}${beside} --trace`;
}
