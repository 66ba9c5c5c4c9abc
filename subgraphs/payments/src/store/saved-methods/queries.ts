/** Queries of saved payment methods: find, insert, choose the default and remove. */
import { firstRow, given, isAmong, listOf, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, ne } from "drizzle-orm";
import { type SavedMethodRow, savedMethods } from "../tables.ts";

/** The saved methods of these customers, the default one first, then the newest. */
export const findSavedMethods = statement([listOf(savedMethods.customerId)], (db: Reader, customerIds) =>
  db
    .select()
    .from(savedMethods)
    .where(and(isAmong(savedMethods.customerId, customerIds), eq(savedMethods.state, "kept")))
    .orderBy(desc(savedMethods.isDefault), desc(savedMethods.createdAt), desc(savedMethods.id)),
);

/** The saved methods with these ids, of any customer. */
export const findSavedMethodsByIds = statement([listOf(savedMethods.id)], (db: Reader, ids) =>
  db
    .select()
    .from(savedMethods)
    .where(and(isAmong(savedMethods.id, ids), eq(savedMethods.state, "kept"))),
);

/** Inserts a saved method; one that exists for the provider stays the same row. Built anew: it is rare, and the builder encodes its columns. */
export async function insertSavedMethod(tx: Tx, method: SavedMethodRow): Promise<void> {
  await tx.insert(savedMethods).values(method).onConflictDoNothing();
}

const unsetDefaults = statement([savedMethods.id, savedMethods.customerId], (tx: Tx, id, customerId) =>
  tx
    .update(savedMethods)
    .set({ isDefault: false })
    .where(and(eq(savedMethods.customerId, customerId), ne(savedMethods.id, id))),
);

const setDefault = statement([savedMethods.id, savedMethods.customerId], (tx: Tx, id, customerId) =>
  tx
    .update(savedMethods)
    .set({ isDefault: true })
    .where(and(eq(savedMethods.id, id), eq(savedMethods.customerId, customerId), eq(savedMethods.state, "kept")))
    .returning(),
);

/** Makes a method the customer's default; undefined, without a change, if the customer cannot use it. */
export async function chooseDefault(tx: Tx, id: string, customerId: string): Promise<SavedMethodRow | undefined> {
  const [usable] = await findSavedMethodsByIds(tx, [id]);
  if (usable?.customerId !== customerId) return undefined;
  await unsetDefaults(tx, id, customerId);
  const [row] = await setDefault(tx, id, customerId);
  return row;
}

/** Takes a method out of use; undefined if the customer cannot use it. */
export const beginRemoval = firstRow(
  statement([savedMethods.id, savedMethods.customerId], (tx: Tx, id, customerId) =>
    tx
      .update(savedMethods)
      .set({ state: "removing", isDefault: false })
      .where(and(eq(savedMethods.id, id), eq(savedMethods.customerId, customerId), eq(savedMethods.state, "kept")))
      .returning(),
  ),
);

/** Takes all methods of an erased customer out of use and removes the customer from them. */
export const beginRemovals = statement([savedMethods.customerId], (tx: Tx, customerId) =>
  tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false, customerId: null, card: null })
    .where(eq(savedMethods.customerId, customerId)),
);

/** Methods to remove at a provider, the oldest first: all of them, so that unanswered ones do not block others. */
export const findRemovals = statement([], (db: Reader) =>
  db.select().from(savedMethods).where(eq(savedMethods.state, "removing")).orderBy(asc(savedMethods.createdAt)),
);

/** Deletes a method after the provider has removed it. */
export const finishRemoval = statement([savedMethods.id], (tx: Tx, id) =>
  tx.delete(savedMethods).where(and(eq(savedMethods.id, id), eq(savedMethods.state, "removing"))),
);

const deleteLost = statement(
  [savedMethods.provider, savedMethods.customerRef, given({ methodRef: savedMethods.methodRef })],
  (tx: Tx, provider, customerRef, { methodRef }) =>
    tx
      .delete(savedMethods)
      .where(
        and(
          eq(savedMethods.provider, provider),
          eq(savedMethods.customerRef, customerRef),
          methodRef && eq(savedMethods.methodRef, methodRef),
        ),
      )
      .returning({ id: savedMethods.id }),
);

/** Deletes one method of a provider's customer, or all of them if `methodRef` is null; returns their number. */
export async function deleteMethods(
  tx: Tx,
  provider: string,
  { customerRef, methodRef }: { customerRef: string; methodRef: string | null },
): Promise<number> {
  const gone = await deleteLost(tx, provider, customerRef, { methodRef: methodRef ?? undefined });
  return gone.length;
}
