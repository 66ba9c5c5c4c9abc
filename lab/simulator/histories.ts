/** Plays histories from seeds, with random faults, and audits the stores at their end. */
import { createHash } from "node:crypto";
import { UsageError } from "@hansa/kit/command-line";
import { reportViolations } from "./report.ts";
import { scenes } from "./scenes/scenes.ts";
import { openStage } from "./stage.ts";
import { type Played, playAll, type Work } from "./workers/pool.ts";

/** Plays all histories in several processes. Answers with the exit code. */
export async function playHistories(works: readonly Work[], workers: number): Promise<number> {
  const startedAt = performance.now();
  console.log(`${works.length} histories from seed ${works[0]?.seed}, in ${workers} processes`);
  let done = 0;
  const all = await playAll(works, workers, (history, work) => {
    done += 1;
    reportViolations(history, work);
    if (done % 100 === 0) console.log(`  ${done} after ${seconds(startedAt)}`);
  });
  const failed = all.filter(({ violations }) => violations.length > 0).length;
  const trace = createHash("sha256").update(all.map(({ hash }) => hash).join());
  const hasOrders = all.some(({ orders }) => Object.keys(orders).length > 0);
  console.log(`orders: ${sumOf(all)}; ${all.reduce((sum, { deaths }) => sum + deaths, 0)} crashes`);
  console.log(`trace ${trace.digest("hex").slice(0, 32)}`);
  console.log(`${all.length - failed} passed, ${failed} failed, in ${seconds(startedAt)}`);
  if (!hasOrders) console.log("no order was placed: that proves nothing");
  return failed === 0 && hasOrders && all.length === works.length ? 0 : 1;
}

/** Plays it in this process; with `trace`, prints everything that happens. */
export async function playOne(work: Work, trace: boolean): Promise<number> {
  const { play } = work;
  if ("scene" in play && !scenes.some(({ title }) => title === play.scene))
    throw new UsageError(`--scene: one of ${scenes.map(({ title }) => `"${title}"`).join(", ")}.`);
  const stage = await openStage();
  try {
    const history = await stage.play({
      ...work,
      ...(trace ? { listen: (line) => process.stdout.write(line) } : {}),
    });
    reportViolations(history, work);
    console.log(`orders: ${sumOf([history])}; ${history.deaths} crashes`);
    console.log(`trace ${history.hash}`);
    return history.violations.length === 0 ? 0 : 1;
  } finally {
    stage.close();
  }
}

/** So many in each state. */
function sumOf(histories: readonly Pick<Played, "orders">[]): string {
  const sums = new Map<string, number>();
  for (const { orders } of histories)
    for (const [state, count] of Object.entries(orders)) sums.set(state, (sums.get(state) ?? 0) + count);
  const total = [...sums.values()].reduce((sum, count) => sum + count, 0);
  return `${total} placed (${[...sums].map(([state, count]) => `${count} ${state}`).join(", ")})`;
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
}
