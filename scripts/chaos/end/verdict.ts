/** What a run comes to: what it reached, what the audit found, and what only whoever ran it can know. */
import { type AuditReport, auditStores } from "../../audit/audit.ts";
import type { Ran } from "../run.ts";
import { type Banks, readBanks } from "./banks.ts";
import { type Orders, readOrders } from "./orders.ts";
import { isKept, type Promised, promisesOf } from "./promises.ts";
import { openStores } from "./stores.ts";

export type Judged = {
  orders: Orders;
  banks: Banks;
  promises: Promised[];
  audit: AuditReport;
  /** What is wrong besides, in words. */
  faults: string[];
  isGreen: boolean;
};

/** Judges by the stores, the provider's books and the clients' journal alone; `faultsMs` is how long the run was to break things. */
export function judge(ran: Ran, faultsMs: number): Judged {
  const stores = openStores(ran.data, ran.books);
  const orders = readOrders(stores, ran.shop.windows);
  const banks = readBanks(stores);
  stores.close();
  const audit = auditStores({ data: ran.data, books: ran.books, journal: ran.journal, drained: true });
  const promises = promisesOf(ran, orders, banks, faultsMs);
  const faults = faultsOf(ran);
  const isGreen = promises.every(isKept) && audit.isClean && audit.orders > 0 && faults.length === 0;
  return { orders, banks, promises, audit, faults, isGreen };
}

function faultsOf({ shop, drainMs, open, everybodyLeft, observed }: Ran): string[] {
  const rest = Object.entries(open).map(([what, count]) => `${count} ${what}`);
  return [
    ...shop.died,
    ...(observed?.findings ?? []),
    ...(everybodyLeft ? [] : ["a shopper still waits for an answer a minute after the last fault"]),
    ...(drainMs === null
      ? [`a minute after the last fault these are still open: ${rest.join(", ") || "nothing"}`]
      : []),
  ];
}
