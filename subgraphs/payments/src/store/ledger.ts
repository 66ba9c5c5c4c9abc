/** The books: money is posted from one account to another, so that every transaction comes to zero. */
import type { Tx } from "@hansa/kit/store";
import { type LedgerEntryRow, ledgerEntries } from "./tables.ts";

export type Transfer = Pick<
  LedgerEntryRow,
  "transactionId" | "paymentId" | "kind" | "providerEvent" | "currency" | "at"
> & {
  from: LedgerEntryRow["account"];
  to: LedgerEntryRow["account"];
  /** Whole minor units, more than zero. */
  minor: number;
};

/** Posts a movement of money. The same one again breaks a unique index and throws: whoever posts must know that it is new. */
export async function postTransfer(tx: Tx, { from, to, minor, ...facts }: Transfer): Promise<void> {
  if (!Number.isSafeInteger(minor) || minor <= 0) throw new RangeError(`${minor} cannot be posted`);
  await tx.insert(ledgerEntries).values([
    { ...facts, account: from, amountMinor: -minor },
    { ...facts, account: to, amountMinor: minor },
  ]);
}
