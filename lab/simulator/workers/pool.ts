/** A pool of worker processes that play histories in parallel. The distribution does not change the results. */
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { z } from "zod";
import { openHelper } from "../../harness/helper-process.ts";

const played = z.object({
  seed: z.int(),
  hash: z.string(),
  violations: z.array(z.string()),
  orders: z.record(z.string(), z.int()),
  deaths: z.int(),
  /** How often each point was come to. */
  reached: z.record(z.string(), z.int()),
});
export type Played = z.infer<typeof played>;

/** One history to be played, or one scene. */
export const work = z.object({
  seed: z.int(),
  play: z.union([z.object({ orders: z.int() }), z.object({ scene: z.string() })]),
  death: z.object({ where: z.string(), nth: z.int() }).optional(),
  /** Whether second processes of orders and payments run beside the first. */
  replicas: z.boolean().optional(),
});
export type Work = z.infer<typeof work>;

/** Plays all of them and returns them in their order; `onHistory` is called for each as it ends. Rejects if a process ends before that. */
export async function playAll(
  works: readonly Work[],
  workers: number,
  onHistory: (history: Played, work: Work) => void,
): Promise<Played[]> {
  const results: Played[] = [];
  const waiting = [...works.entries()];
  const playWaiting = async () => {
    const child = fork(path.join(import.meta.dirname, "worker.ts"));
    const send = openHelper(child);
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, work] = next;
      const history = played.parse(await send(work));
      results[at] = history;
      onHistory(history, work);
    }
    const ended = once(child, "exit");
    child.disconnect();
    const [code, signal] = await ended;
    if (code !== 0) throw new Error(`a process that plays histories ended with ${code ?? signal}`);
  };
  await Promise.all(Array.from({ length: Math.min(workers, works.length) }, playWaiting));
  return results;
}
