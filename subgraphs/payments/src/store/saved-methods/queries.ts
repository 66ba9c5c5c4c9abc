/** Queries of saved payment methods: find, insert, choose the default and remove. */
import { isAmong } from "@hansa/kit/store/dialect";
import { prepared } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import { type SavedMethodRow, savedMethods } from "../tables.ts";

const methodsByCustomers = prepared(["customerIds"], (db: Reader, { customerIds }) =>
  db
    .select()
    .from(savedMethods)
    .where(and(isAmong(savedMethods.customerId, customerIds), eq(savedMethods.state, "kept")))
    .orderBy(desc(savedMethods.isDefault), desc(savedMethods.createdAt), desc(savedMethods.id)),
);

/** The saved methods of these customers, the default one first, then the newest. */
export function findSavedMethods(db: Reader, customerIds: readonly string[]): Promise<SavedMethodRow[]> {
  return methodsByCustomers(db, { customerIds: JSON.stringify(customerIds) });
}

const methodsByIds = prepared(["ids"], (db: Reader, { ids }) =>
  db
    .select()
    .from(savedMethods)
    .where(and(isAmong(savedMethods.id, ids), eq(savedMethods.state, "kept"))),
);

/** The saved methods with these ids, of any customer. */
export function findSavedMethodsByIds(db: Reader, ids: readonly string[]): Promise<SavedMethodRow[]> {
  return methodsByIds(db, { ids: JSON.stringify(ids) });
}

/** Inserts a saved method; one that exists for the provider stays the same row. Built anew: it is rare, and the builder encodes its columns. */
export async function insertSavedMethod(tx: Tx, method: SavedMethodRow): Promise<void> {
  await tx.insert(savedMethods).values(method).onConflictDoNothing();
}

const unsetDefaults = prepared(["id", "customerId"], (tx: Tx, { id, customerId }) =>
  tx
    .update(savedMethods)
    .set({ isDefault: false })
    .where(and(eq(savedMethods.customerId, customerId), ne(savedMethods.id, id))),
);

const setDefault = prepared(["id", "customerId"], (tx: Tx, { id, customerId }) =>
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
  await unsetDefaults(tx, { id, customerId });
  const [row] = await setDefault(tx, { id, customerId });
  return row;
}

const remove = prepared(["id", "customerId"], (tx: Tx, { id, customerId }) =>
  tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false })
    .where(and(eq(savedMethods.id, id), eq(savedMethods.customerId, customerId), eq(savedMethods.state, "kept")))
    .returning(),
);

/** Takes a method out of use; undefined if the customer cannot use it. */
export async function beginRemoval(tx: Tx, id: string, customerId: string): Promise<SavedMethodRow | undefined> {
  const [row] = await remove(tx, { id, customerId });
  return row;
}

const removeAll = prepared(["customerId"], (tx: Tx, { customerId }) =>
  tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false, customerId: null, card: null })
    .where(eq(savedMethods.customerId, customerId)),
);

/** Takes all methods of an erased customer out of use and removes the customer from them. */
export async function beginRemovals(tx: Tx, customerId: string): Promise<void> {
  await removeAll(tx, { customerId });
}

const removals = prepared([], (db: Reader) =>
  db.select().from(savedMethods).where(eq(savedMethods.state, "removing")).orderBy(asc(savedMethods.createdAt)),
);

/** Methods to remove at a provider, the oldest first: all of them, so that unanswered ones do not block others. */
export function findRemovals(db: Reader): Promise<SavedMethodRow[]> {
  return removals(db, {});
}

const finish = prepared(["id"], (tx: Tx, { id }) =>
  tx.delete(savedMethods).where(and(eq(savedMethods.id, id), eq(savedMethods.state, "removing"))),
);

/** Deletes a method after the provider has removed it. */
export async function finishRemoval(tx: Tx, id: string): Promise<void> {
  await finish(tx, { id });
}

const deleteLost = prepared(["provider", "customerRef", "methodRef"], (tx: Tx, { provider, customerRef, methodRef }) =>
  tx
    .delete(savedMethods)
    .where(
      and(
        eq(savedMethods.provider, provider),
        eq(savedMethods.customerRef, customerRef),
        sql`(${methodRef} IS NULL OR ${savedMethods.methodRef} = ${methodRef})`,
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
  const gone = await deleteLost(tx, { provider, customerRef, methodRef });
  return gone.length;
}
