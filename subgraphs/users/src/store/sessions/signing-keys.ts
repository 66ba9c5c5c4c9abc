/** Queries of signing keys, the newest first. */
import { rowInto } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { desc, eq, inArray } from "drizzle-orm";
import { type SigningKeyRow, signingKeys } from "../tables.ts";

export function findSigningKeys(db: Reader): Promise<SigningKeyRow[]> {
  return db.select().from(signingKeys).orderBy(desc(signingKeys.signsFrom), desc(signingKeys.kid));
}

export const insertSigningKey = rowInto(signingKeys);

/** Replaces the sealed form of a key. */
export async function resealSigningKey(tx: Tx, kid: string, sealed: string): Promise<void> {
  await tx.update(signingKeys).set({ sealed }).where(eq(signingKeys.kid, kid));
}

export async function dropSigningKeys(tx: Tx, kids: readonly string[]): Promise<void> {
  await tx.delete(signingKeys).where(inArray(signingKeys.kid, [...kids]));
}
