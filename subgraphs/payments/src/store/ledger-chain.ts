/** The chain of the books: what each entry's fingerprint covers, adding to it, and going through it from the first entry on. */
import { createHash } from "node:crypto";
import { prepared, rowInto } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { asc, desc, eq, gt } from "drizzle-orm";
import { type LedgerEntryRow, ledgerChain, ledgerEntries } from "./tables.ts";

/** What stands before the first entry. */
export const beforeTheFirst = "0".repeat(64);

/** The fingerprint of an entry: SHA-256 over the JSON array of the one before and every field, in this order, without a space. */
export function fingerprintOf(previous: string, entry: LedgerEntryRow): string {
  const { seq, transactionId, paymentId, kind, providerEvent, account, amountMinor, currency, at } = entry;
  const content = [previous, seq, transactionId, paymentId, kind, providerEvent, account, amountMinor, currency, at];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

const heads = prepared([], (db: Reader) => db.select().from(ledgerChain).orderBy(desc(ledgerChain.seq)).limit(1));

/** The end of the chain: its last fingerprint, and the entry that it is of. */
export async function findHead(db: Reader): Promise<{ seq: number; hash: string }> {
  const [head] = await heads(db, {});
  return head ?? { seq: 0, hash: beforeTheFirst };
}

/** The fingerprint of one entry; undefined if the chain has none of it. */
export async function findLink(db: Reader, seq: number): Promise<{ seq: number; hash: string } | undefined> {
  const [link] = await db.select().from(ledgerChain).where(eq(ledgerChain.seq, seq));
  return link;
}

const insertLink = rowInto(ledgerChain);

/** Adds entries to the chain that follow its end, in their order. */
export async function chainEntries(tx: Tx, entries: readonly LedgerEntryRow[]): Promise<void> {
  let { hash } = await findHead(tx);
  for (const entry of entries) {
    hash = fingerprintOf(hash, entry);
    await insertLink(tx, { seq: entry.seq, hash });
  }
}

/** Entries after this one with the fingerprint that the chain has of each, null if it has none; the oldest first. */
export function findChained(db: Reader, after: number, limit: number) {
  return db
    .select({ entry: ledgerEntries, hash: ledgerChain.hash })
    .from(ledgerEntries)
    .leftJoin(ledgerChain, eq(ledgerChain.seq, ledgerEntries.seq))
    .where(gt(ledgerEntries.seq, after))
    .orderBy(asc(ledgerEntries.seq))
    .limit(limit);
}
