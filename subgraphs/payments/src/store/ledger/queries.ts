/** Queries of the ledger: posts double-entry transfers, so that every transaction sums to zero. */
import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { rowsBy } from "@hansa/kit/store/prepared";
import { statement } from "@hansa/kit/store/statement";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, eq, getTableColumns, gte, lt } from "drizzle-orm";
import { type LedgerEntryRow, ledgerEntries } from "../tables.ts";
import { chainEntries } from "./chain.ts";

export type Transfer = Pick<
  LedgerEntryRow,
  "transactionId" | "paymentId" | "kind" | "providerEvent" | "currency" | "at"
> & {
  from: LedgerEntryRow["account"];
  to: LedgerEntryRow["account"];
  /** Minor units, more than zero. */
  minor: number;
};

const { seq: _seq, ...entryColumns } = getTableColumns(ledgerEntries);

/** The credit and the debit of a transfer. */
const post = statement([entryColumns, entryColumns], (tx: Tx, credit, debit) =>
  tx.insert(ledgerEntries).values([credit, debit]).returning(),
);

/** Posts a transfer and appends it to the chain. A repeated transfer violates a unique index and throws: callers check before. */
export async function postTransfer(tx: Tx, transfer: Transfer): Promise<void> {
  const { from, to, minor, ...facts } = transfer;
  if (!Number.isSafeInteger(minor) || minor <= 0) throw new RangeError(`ledger: ${minor} is not a postable amount`);
  const posted = await post(
    tx,
    { ...facts, account: from, amountMinor: -minor },
    { ...facts, account: to, amountMinor: minor },
  );
  await chainEntries(
    tx,
    posted.sort((one, other) => one.seq - other.seq),
  );
}

/** Entries by their numbers, given as text. */
export const findEntriesByNumbers = rowsBy(ledgerEntries, ledgerEntries.seq);

export type LedgerFilter = {
  account?: LedgerEntryRow["account"] | null | undefined;
  kind?: LedgerEntryRow["kind"] | null | undefined;
  paymentId?: string | null | undefined;
  currency?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
};

/**
 * Entries, the newest first; one more than the page, to detect a next page. A cursor is the time and the number as text. Built anew, as its text
 * depends on the filter.
 */
export function findEntriesPage(db: Reader, filter: LedgerFilter, page: Page): Promise<LedgerEntryRow[]> {
  return db
    .select()
    .from(ledgerEntries)
    .where(and(matching(filter), beyondCursor(byTime, page)))
    .orderBy(...orderOfPage(byTime, page))
    .limit(limitOfPage(page));
}

const byTime: Keyset = newestFirst(ledgerEntries.at, ledgerEntries.seq);

export function countEntries(db: Reader, filter: LedgerFilter): Promise<number> {
  return db.$count(ledgerEntries, matching(filter));
}

function matching({ account, kind, paymentId, currency, from, to }: LedgerFilter) {
  return and(
    account ? eq(ledgerEntries.account, account) : undefined,
    kind ? eq(ledgerEntries.kind, kind) : undefined,
    paymentId ? eq(ledgerEntries.paymentId, paymentId) : undefined,
    currency ? eq(ledgerEntries.currency, currency) : undefined,
    typeof from === "number" ? gte(ledgerEntries.at, from) : undefined,
    typeof to === "number" ? lt(ledgerEntries.at, to) : undefined,
  );
}
