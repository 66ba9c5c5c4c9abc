/** The load of an outage: each query of the playground is sent again and again by clients of its own, as its identity. */
import { setTimeout as pause } from "node:timers/promises";
import { openPageClient, type Page, readPages } from "../client/playground-pages.ts";
import type { ProductionShop } from "../client/processes/production-shop.ts";
import { subgraphsOf } from "../smoke/query-plans.ts";

/** One ended request, in milliseconds of this process; `codes` are those of its errors. */
export type Answer = { query: string; startedAt: number; endedAt: number; codes: readonly string[] };

/** A query with the services that its plan asks. */
export type Query = Page & { needs: ReadonlySet<string> };

export type Load = { answers: readonly Answer[]; stop(): Promise<void> };

const clientsPerQuery = 2;
/** A client repeats a refused request after a moment. */
const repeatAfterMs = 100;

/** The queries of the playground; throws if there are none. */
export function readQueries(shop: Pick<ProductionShop, "data">): Query[] {
  const queries = readPages(shop).filter(({ isQuery }) => isQuery);
  if (queries.length === 0) throw new Error("the playground has no queries");
  return queries.map((page) => ({ ...page, needs: subgraphsOf(page) }));
}

/** Starts the clients. Each sends its next request as soon as the one before is answered. */
export async function startLoad(shop: Pick<ProductionShop, "url">, queries: readonly Query[]): Promise<Load> {
  const send = await openPageClient(shop);
  const answers: Answer[] = [];
  let isStopped = false;

  async function runClient(query: Query): Promise<void> {
    while (!isStopped) {
      const startedAt = performance.now();
      const codes = await send(query).then(
        ({ errors }) => errors.map(({ extensions }) => extensions.code),
        (error) => [`no answer: ${error}`],
      );
      answers.push({ query: query.name, startedAt, endedAt: performance.now(), codes });
      if (codes.length > 0) await pause(repeatAfterMs);
    }
  }

  const clients = queries.flatMap((query) => Array.from({ length: clientsPerQuery }, () => runClient(query)));
  return {
    answers,
    stop: async () => {
      isStopped = true;
      await Promise.all(clients);
    },
  };
}
