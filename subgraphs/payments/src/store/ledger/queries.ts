/** Queries of the ledger: posts double-entry transfers, so that every transaction sums to zero. */
import { equals, filteredList, from, newestFirst, until } from "@hansa/kit/graphql";
import { rowsBy, statement, type Tx } from "@hansa/kit/store";
import { getTableColumns } from "drizzle-orm";
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

/** The two entries of a transfer. */
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

const filters = {
  account: equals(ledgerEntries.account),
  kind: equals(ledgerEntries.kind),
  paymentId: equals(ledgerEntries.paymentId),
  currency: equals(ledgerEntries.currency),
  from: from(ledgerEntries.at),
  to: until(ledgerEntries.at),
};

/** Entries, the newest first. A cursor is the time and the number as text. */
export const { findPage: findEntriesPage, count: countEntries } = filteredList(
  ledgerEntries,
  newestFirst(ledgerEntries.at, ledgerEntries.seq),
  filters,
);
