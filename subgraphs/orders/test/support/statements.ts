/** Statement counts of the service's store. */
import type { Shop } from "./shop.ts";

/** Counts the statements of a function in the service's store, as seen by the driver. */
export async function statements(s: Shop, work: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    const { body } = await s.running.service.internal.inject({ method: "GET", url: "/metrics" });
    return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)/m.exec(body)?.[1] ?? 0);
  };
  const before = await count();
  await work();
  return (await count()) - before;
}
