/** The verdict of a chaos run: targets, findings of the audit, and faults of the run itself. */
import { type AuditReport, auditStores } from "../../../cli/audit/audit.ts";
import type { Ran } from "../run.ts";
import { type BankDecisions, readBankDecisions } from "./bank-decisions.ts";
import { type Orders, readOrders } from "./orders.ts";
import { openStores } from "./stores.ts";
import { isReached, type Target, targetsOf } from "./targets.ts";

export type Judged = {
  orders: Orders;
  banks: BankDecisions;
  promises: Target[];
  audit: AuditReport;
  /** Other faults, in words. */
  faults: string[];
  isGreen: boolean;
};

/** Judges by the stores in `data`, the provider's books and the clients' journal alone; `faultsMs` is how long the run was to break things. */
export async function judge(ran: Ran, data: string, faultsMs: number): Promise<Judged> {
  const stores = openStores({ data, books: ran.books });
  const orders = await readOrders(stores, ran.shop.windows);
  const banks = await readBankDecisions(stores);
  await stores.close();
  const audit = auditStores({ data, books: ran.books, journal: ran.journal, drained: true });
  const promises = targetsOf(ran, orders, banks, faultsMs);
  const faults = faultsOf(ran);
  const isGreen = promises.every(isReached) && audit.isClean && audit.orders > 0 && faults.length === 0;
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
