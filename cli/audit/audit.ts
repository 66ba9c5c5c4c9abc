/** The audit: checks every invariant of checkout on the stores, read-only, without code of the services. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { sandboxStore } from "../host/shop.mjs";
import { appliedOnce } from "./invariants/events.ts";
import { oneKeyOneEffect } from "./invariants/idempotency.ts";
import type { AuditContext, Invariant } from "./invariants/invariant.ts";
import { chargedOnce } from "./invariants/money/charges.ts";
import { ledgerBalances } from "./invariants/money/ledger.ts";
import { monotonicReads } from "./invariants/monotonic-reads.ts";
import { noLostOrder } from "./invariants/orders/lost-orders.ts";
import { oneOutcome } from "./invariants/orders/order-transitions.ts";
import { chargedForOrders } from "./invariants/orders/paid-orders.ts";
import { noOversell, stockConserved } from "./invariants/stock.ts";
import { storesHealthy } from "./invariants/store-health.ts";
import { nothingStuck } from "./invariants/stuck-work.ts";
import { readJournal } from "./journal.ts";
import { type Finding, findingOf } from "./rule.ts";
import { messageIfCorrupt, openStores, type StoreName, type Stores } from "./stores.ts";

/** In the order of their numbers, as docs/owners/audit.md lists them. */
const invariants: readonly Invariant[] = [
  ...[noOversell, stockConserved, chargedOnce, chargedForOrders, noLostOrder, oneOutcome],
  ...[ledgerBalances, appliedOnce, oneKeyOneEffect, nothingStuck, monotonicReads, storesHealthy],
];

export type AuditOptions = {
  /** The folder with the four stores. */
  data: string;
  /** The provider's own books; `payments/sandbox-provider.db` in `data` if absent. */
  books?: string | undefined;
  /** The clients' journal: see journal.md. */
  journal?: string | undefined;
  /** Nothing is in flight any more: everything must be settled. */
  drained?: boolean;
  /** How long, on a live shop, a fact may take to reach every store, in milliseconds. */
  inFlightMs?: number;
  /** The shop's time, if its clock is not this machine's. */
  now?: number;
  /** Called after the check of each invariant, with its duration. */
  onVerdict?(verdict: Verdict, milliseconds: number): void;
};

/** `nothing read`: there was no row to look at, which proves nothing. `not asked`: it cannot be judged without a journal, and there is none. */
export type Verdict = {
  id: string;
  title: string;
  verdict: "holds" | "broken" | "nothing read" | "not asked";
  rows: number;
  findings: Finding[];
};

export type AuditReport = {
  mode: "live" | "drained";
  /** Orders in the shop: where there are none, nothing read is no fault. */
  orders: number;
  isClean: boolean;
  verdicts: Verdict[];
};

/** Longer than anything takes that is repeated by itself: a payment that is looked up twice a minute, a hold that is swept ten minutes late. */
const usualInFlightMs = 15 * 60_000;
/** A hold may outlive its end for so long until orders, whose timer runs every second, has let it go. */
const overdueAfterMs = 60_000;
/** Later than every time in a store. */
const endOfTime = Number.MAX_SAFE_INTEGER;

/** Audits the stores in `data`. Throws when they cannot be read. It changes nothing, and a running shop is not disturbed. */
export function auditStores(options: AuditOptions): AuditReport {
  const { data, drained = false, inFlightMs = usualInFlightMs, now = Date.now() } = options;
  const journal = options.journal === undefined ? undefined : readJournal(options.journal);
  const stores = openStores(data, options.books ?? path.join(data, sandboxStore));
  try {
    const orders = stores.count("SELECT count(*) FROM orders.orders");
    const settled = drained ? endOfTime : now - inFlightMs;
    const overdue = now - (drained ? overdueAfterMs : Math.max(inFlightMs, overdueAfterMs));
    const ordersAhead = clockAhead(stores, "orders", now);
    const productsAhead = clockAhead(stores, "products", now);
    const moment = { now, settled, overdue, ordersAhead, productsAhead };
    const looking: AuditContext = { stores, moment, drained, journal };
    const verdicts = invariants.map((invariant) => {
      const began = performance.now();
      const verdict = judge(invariant, looking, orders > 0);
      options.onVerdict?.(verdict, performance.now() - began);
      return verdict;
    });
    const isFaulty = ({ verdict }: Verdict) =>
      verdict === "broken" || (verdict === "nothing read" && drained && orders > 0);
    return { mode: drained ? "drained" : "live", orders, isClean: !verdicts.some(isFaulty), verdicts };
  } finally {
    stores.close();
  }
}

function judge(
  { id, title, needsJournal = false, look }: Invariant,
  looking: AuditContext,
  hasOrders: boolean,
): Verdict {
  if (needsJournal && !looking.journal) return { id, title, verdict: "not asked", rows: 0, findings: [] };
  const findings = checkOrReport(look, looking);
  const rows = findings.reduce((sum, { looked }) => sum + looked, 0);
  const isEmpty = rows === 0 || (hasOrders && findings.some(({ looked, neverEmpty }) => looked === 0 && neverEmpty));
  const isBroken = findings.some(({ broken }) => broken > 0);
  return { id, title, verdict: isBroken ? "broken" : isEmpty ? "nothing read" : "holds", rows, findings };
}

/** Reports a corrupt store as a finding of the invariant. */
function checkOrReport(look: Invariant["look"], looking: AuditContext): Finding[] {
  try {
    return look(looking);
  } catch (error) {
    return [findingOf("the stores can be read", 1, [{ unreadable: messageIfCorrupt(error) }])];
  }
}

const clockRow = z.object({ boot: z.string(), at: z.number(), monotonic: z.number() });

/** Names the start of this machine, where its operating system does. */
export const bootFile = "/proc/sys/kernel/random/boot_id";

/**
 * How far the store's clock is ahead of `now`, below zero if it is behind. It is known where the store was opened since this machine was
 * started. Otherwise, as of a copy, it is where it would be set if the store were opened now: by the wall, but never back.
 */
function clockAhead(stores: Stores, store: StoreName, now: number): number {
  const [row] = stores.all(`SELECT boot, at, monotonic FROM ${store}.store_clock`);
  if (!row) return 0;
  const { boot, at, monotonic } = clockRow.parse(row);
  const passed = Number(process.hrtime.bigint()) / 1e6 - monotonic;
  const isRunning = existsSync(bootFile) && readFileSync(bootFile, "utf8").trim() === boot && passed >= 0;
  return Math.ceil((isRunning ? at + passed : Math.max(at, now)) - now);
}
