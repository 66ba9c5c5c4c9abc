/** A pool of worker processes that play histories in parallel. The distribution does not change the results. */
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { z } from "zod";

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

/** Plays all of them and returns them in their order; `onHistory` is called for each as it ends. */
export async function playAll(
  works: readonly Work[],
  workers: number,
  onHistory: (history: Played, work: Work) => void,
): Promise<Played[]> {
  const results: Played[] = [];
  const waiting = [...works.entries()];
  await Promise.all(
    Array.from({ length: Math.min(workers, works.length) }, () => {
      let at: (typeof waiting)[number] | undefined;
      return runWorker(
        (child) => {
          at = waiting.shift();
          if (at === undefined) child.disconnect();
          else child.send(at[1]);
        },
        (message) => {
          const history = played.parse(message);
          if (at === undefined) throw new Error("an unrequested history arrived");
          results[at[0]] = history;
          onHistory(history, at[1]);
        },
      );
    }),
  );
  return results;
}

/** Resolves when it has nothing more to do; rejects if it ends before that. */
function runWorker(next: (child: ChildProcess) => void, onMessage: (message: unknown) => void): Promise<void> {
  const child = fork(path.join(import.meta.dirname, "worker.ts"));
  return new Promise((resolve, reject) => {
    child.on("message", (message) => {
      if (!isReady(message)) onMessage(message);
      next(child);
    });
    child.on("error", reject);
    child.on("exit", (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`a process that plays histories ended with ${code ?? signal}`)),
    );
  });
}

function isReady(message: unknown): boolean {
  return typeof message === "object" && message !== null && "ready" in message;
}
