/** The capacity of a shop by what requests cost: processor time of pages and purchases, and the round trips of the one writer of each service. */
import { readBudgets } from "../../smoke/files.ts";

export type Engine = "sqlite" | "postgresql";

/** The load of a shop. */
export type Load = {
  ordersPerMinute: number;
  /** Pages that visitors ask for, for each order. */
  pagesPerOrder: number;
  /** The part of them that an edge cache answers, from 0 to 1. */
  cached: number;
};

/** The needs of a load. */
export type Need = {
  /** Cores of Node's processes, and of the database server. */
  nodeCores: number;
  serverCores: number;
  /** The part of its time for which the writer of the busiest service holds the lock, from 0; above 1 it cannot keep up. */
  writerLoad: number;
};

/** Milliseconds of Node's processor time (docs/results.md#stores-on-postgresql); a page is the mean of a product's and an account's. */
const nodeMs: Record<Engine, { page: number; purchase: number }> = {
  sqlite: { page: 2.09, purchase: 19.7 },
  postgresql: { page: 3.35, purchase: 37.4 },
};
/** Those of the database server, from the raw file of the same run. */
const serverMs: Record<Engine, { page: number; purchase: number }> = {
  sqlite: { page: 0, purchase: 0 },
  postgresql: { page: 1.24, purchase: 21.8 },
};
/** The server's own time for a statement that its writer waits for. */
const waitMs = 0.06;
/** A commit with its wait for the disk; a purchase has so many in orders. */
const commitMs = 0.7;
const commitsOfPurchase = 12;
/** Round trips of a commit: that of the lock, and its own. */
const tripsOfCommit = 2;
/** The purchases over which docs/budgets.json counts writes. */
const countedPurchases = 12;

/** The statements of one purchase that the writer of a service waits for, and all of its writes. */
export function writesOfPurchase(service: string): { statements: number; waits: number } {
  const { statements, waits } = readBudgets().purchaseWrites[service] ?? { statements: 0, waits: 0 };
  return { statements: statements / countedPurchases, waits: waits / countedPurchases };
}

/** The round trips for which one purchase holds the write lock of orders. */
export function tripsOfPurchase(): number {
  return writesOfPurchase("orders").waits + commitsOfPurchase * tripsOfCommit;
}

/** The milliseconds for which one purchase holds the write lock of orders, which is the busiest. */
export function lockMsOfPurchase(engine: Engine, roundTripMs: number): number {
  const commits = commitsOfPurchase * commitMs;
  if (engine === "sqlite") return commits;
  return commits + tripsOfPurchase() * (roundTripMs + waitMs);
}

/** The most purchases in a second, whatever the number of cores. */
export function mostPurchases(engine: Engine, roundTripMs: number): number {
  return 1_000 / lockMsOfPurchase(engine, roundTripMs);
}

/** The needs of a load, with a round trip of so many milliseconds between a process and the database. */
export function needOf({ ordersPerMinute, pagesPerOrder, cached }: Load, engine: Engine, roundTripMs: number): Need {
  const orders = ordersPerMinute / 60;
  const pages = orders * pagesPerOrder * (1 - cached);
  const msOf = (of: { page: number; purchase: number }) => pages * of.page + orders * of.purchase;
  return {
    nodeCores: msOf(nodeMs[engine]) / 1_000,
    serverCores: msOf(serverMs[engine]) / 1_000,
    writerLoad: orders / mostPurchases(engine, roundTripMs),
  };
}
