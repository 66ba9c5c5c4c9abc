/** Queries of the ledger chain: computes, appends and reads the hash of each entry. */
import { createHash } from "node:crypto";
import { firstRow, type Reader, rowBy, rowInto, statement, type Tx } from "@hansa/kit/store";
import { asc, desc, eq, gt } from "drizzle-orm";
import { type LedgerEntryRow, ledgerChain, ledgerEntries } from "../tables.ts";

/** The hash before the first entry. */
export const genesisHash = "0".repeat(64);

/** The hash of an entry: SHA-256 over the JSON array of the previous hash and every field, in this order, without spaces. */
export function hashEntry(previous: string, entry: LedgerEntryRow): string {
  const { seq, transactionId, paymentId, kind, providerEvent, account, amountMinor, currency, at } = entry;
  const content = [previous, seq, transactionId, paymentId, kind, providerEvent, account, amountMinor, currency, at];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

const findLastLink = firstRow(
  statement([], (db: Reader) => db.select().from(ledgerChain).orderBy(desc(ledgerChain.seq)).limit(1)),
);

/** The end of the chain: its last hash and the number of that entry. */
export async function findChainHead(db: Reader): Promise<{ seq: number; hash: string }> {
  return (await findLastLink(db)) ?? { seq: 0, hash: genesisHash };
}

/** The hash of one entry; undefined if the entry is not in the chain. */
export const findChainLink = rowBy(ledgerChain, ledgerChain.seq);

const insertLink = rowInto(ledgerChain);

/** Appends entries to the chain in their order. */
export async function chainEntries(tx: Tx, entries: readonly LedgerEntryRow[]): Promise<void> {
  let { hash } = await findChainHead(tx);
  for (const entry of entries) {
    hash = hashEntry(hash, entry);
    await insertLink(tx, { seq: entry.seq, hash });
  }
}

/** Entries after this number, each with its hash in the chain, or null if it has none; the oldest first. */
export const findChainedEntries = statement([ledgerEntries.seq, "number"], (db: Reader, after, limit) =>
  db
    .select({ entry: ledgerEntries, hash: ledgerChain.hash })
    .from(ledgerEntries)
    .leftJoin(ledgerChain, eq(ledgerChain.seq, ledgerEntries.seq))
    .where(gt(ledgerEntries.seq, after))
    .orderBy(asc(ledgerEntries.seq))
    .limit(limit),
);
