/** The load of a run: each query of the playground is sent by clients of its own at a steady pace, as its identity. */
import { setTimeout as pause } from "node:timers/promises";
import { askUntilVerified, openPageClient, readPages } from "../client/playground-pages.ts";
import { type ProductionShop, requireRunning } from "../client/processes/production-shop.ts";

/** One ended request, in milliseconds of this process; `fault` is undefined if it was answered without an error. */
export type Answer = { startedAt: number; endedAt: number; fault: string | undefined };

export type Load = {
  answers: readonly Answer[];
  /** Resolves when each query, sent after this call, has ended. Rejects, with its output, once a process of the shop has ended. */
  sendEach(): Promise<void>;
  stop(): Promise<void>;
};

/** A client pauses after each answer so many times as long as that took, and at least so long: on a busy machine, too, the load leaves the shop time. */
const pauseRatio = 4;
const minPauseMs = 150;
const lookEveryMs = 50;

/** Starts one client for each query. */
export async function startLoad(shop: ProductionShop): Promise<Load> {
  const queries = readPages(shop).filter(({ isQuery }) => isQuery);
  if (queries.length === 0) throw new Error("the playground has no queries");
  const send = await openPageClient(shop);
  const answers: Answer[] = [];
  let isStopped = false;
  const ended = queries.map(() => 0);
  const clients = queries.map(async (query, index) => {
    while (!isStopped) {
      const startedAt = performance.now();
      const codes = await askUntilVerified(() => send(query)).then(
        ({ errors }) => errors.map(({ extensions }) => extensions.code),
        (error) => [`no answer: ${error}`],
      );
      const fault = codes.length > 0 ? `${query.name}: ${codes.join(", ")}` : undefined;
      const endedAt = performance.now();
      answers.push({ startedAt, endedAt, fault });
      ended[index] = (ended[index] ?? 0) + 1;
      await pause(Math.max(minPauseMs, pauseRatio * (endedAt - startedAt)));
    }
  });
  return {
    answers,
    sendEach: async () => {
      // The first request that ends may have begun before.
      const wanted = ended.map((count) => count + 2);
      while (wanted.some((count, index) => (ended[index] ?? 0) < count)) {
        requireRunning(shop);
        await pause(lookEveryMs);
      }
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(clients);
    },
  };
}
