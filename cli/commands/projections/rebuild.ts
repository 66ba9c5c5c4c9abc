/** Rebuilds the projections of a stopped shop from its events, and reports differences. */
import { systemRuntime } from "@hansa/kit/runtime";
import {
  type RebuiltProjection,
  rebuildProjections as rebuildOrders,
} from "../../../subgraphs/orders/src/service/analytics/rebuild.ts";
import { type Environment, openShop, type Shop } from "../../host/in-process-shop.ts";
import { rebuildCatalogue } from "./catalogue.ts";

/** One line for each service that has projections. */
const rebuilders: readonly [service: string, rebuild: (shop: Shop) => Promise<RebuiltProjection[]>][] = [
  ["orders", ({ orders }) => rebuildOrders(orders.deps)],
  ["products", ({ products }) => rebuildCatalogue(products)],
];

type Table = RebuiltProjection & { name: string };

/** Empties and refills all projections, and tells of each table; false if one was not what the events say. */
export async function rebuildAll(environment: Environment, tell: (line: string) => void): Promise<boolean> {
  const shop = await openShop(environment, systemRuntime);
  try {
    const tables: Table[] = [];
    for (const [service, rebuild] of rebuilders)
      tables.push(...(await rebuild(shop)).map((rebuilt) => ({ ...rebuilt, name: `${service}.${rebuilt.table}` })));
    return report(tables, tell);
  } finally {
    await shop.close();
  }
}

function report(tables: readonly Table[], tell: (line: string) => void): boolean {
  const width = Math.max(...tables.map(({ name }) => name.length));
  tell(`${"table".padEnd(width)}  rows before  rows after  identical`);
  for (const { name, rowsBefore, rowsAfter, identical } of tables) {
    const counts = `${String(rowsBefore).padStart(11)}  ${String(rowsAfter).padStart(10)}`;
    tell(`${name.padEnd(width)}  ${counts}  ${identical ? "yes" : "no"}`);
  }
  const wrong = tables.filter(({ identical }) => !identical).length;
  const were = wrong === 1 ? "One table was" : `${wrong} tables were`;
  tell(wrong === 0 ? "All as they were." : `${were} not what the events say. They are now.`);
  return wrong === 0;
}
