/** Queries of signing keys, the newest first. */
import { isAmong, listOf, type Reader, rowInto, statement, type Tx } from "@hansa/kit/store";
import { desc, eq } from "drizzle-orm";
import { signingKeys } from "../tables.ts";

export const findSigningKeys = statement([], (db: Reader) =>
  db.select().from(signingKeys).orderBy(desc(signingKeys.signsFrom), desc(signingKeys.kid)),
);

export const insertSigningKey = rowInto(signingKeys);

/** Replaces the sealed form of a key. */
export const resealSigningKey = statement([signingKeys.kid, signingKeys.sealed], (tx: Tx, kid, sealed) =>
  tx.update(signingKeys).set({ sealed }).where(eq(signingKeys.kid, kid)),
);

export const dropSigningKeys = statement([listOf(signingKeys.kid)], (tx: Tx, kids) =>
  tx.delete(signingKeys).where(isAmong(signingKeys.kid, kids)),
);
