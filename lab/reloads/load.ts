/** The load of a run: each query of the playground is sent by clients of its own at a steady pace, as its identity. */
import { setTimeout as pause } from "node:timers/promises";
import { openPageClient, readPages } from "../client/playground-pages.ts";
import type { ProductionShop } from "../client/processes/production-shop.ts";

/** One ended request, in milliseconds of this process; `fault` is undefined if it was answered without an error. */
export type Answer = { startedAt: number; endedAt: number; fault: string | undefined };

export type Load = { answers: readonly Answer[]; stop(): Promise<void> };

/** A client pauses after each answer: so much load leaves the machine time. */
const pauseMs = 150;

/** Starts one client for each query. */
export async function startLoad(shop: Pick<ProductionShop, "url" | "data">): Promise<Load> {
  const queries = readPages(shop).filter(({ isQuery }) => isQuery);
  if (queries.length === 0) throw new Error("the playground has no queries");
  const send = await openPageClient(shop);
  const answers: Answer[] = [];
  let isStopped = false;
  const clients = queries.map(async (query) => {
    while (!isStopped) {
      const startedAt = performance.now();
      const codes = await send(query).then(
        ({ errors }) => errors.map(({ extensions }) => extensions.code),
        (error) => [`no answer: ${error}`],
      );
      const fault = codes.length > 0 ? `${query.name}: ${codes.join(", ")}` : undefined;
      answers.push({ startedAt, endedAt: performance.now(), fault });
      await pause(pauseMs);
    }
  });
  return {
    answers,
    stop: async () => {
      isStopped = true;
      await Promise.all(clients);
    },
  };
}
