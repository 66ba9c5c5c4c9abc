/** Queries of saved payment methods: find, insert, choose the default and remove. */
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, desc, eq, inArray, ne } from "drizzle-orm";
import { type SavedMethodRow, savedMethods } from "../tables.ts";

/** The saved methods of these customers, the default one first, then the newest. */
export function findSavedMethods(db: Reader, customerIds: readonly string[]): Promise<SavedMethodRow[]> {
  return db
    .select()
    .from(savedMethods)
    .where(and(inArray(savedMethods.customerId, [...customerIds]), eq(savedMethods.state, "kept")))
    .orderBy(desc(savedMethods.isDefault), desc(savedMethods.createdAt), desc(savedMethods.id));
}

/** The saved methods with these ids, of any customer. */
export function findSavedMethodsByIds(db: Reader, ids: readonly string[]): Promise<SavedMethodRow[]> {
  return db
    .select()
    .from(savedMethods)
    .where(and(inArray(savedMethods.id, [...ids]), eq(savedMethods.state, "kept")));
}

/** Inserts a saved method; one that exists for the provider stays the same row. */
export async function insertSavedMethod(tx: Tx, method: SavedMethodRow): Promise<void> {
  await tx.insert(savedMethods).values(method).onConflictDoNothing();
}

/** Makes a method the customer's default; undefined, without a change, if the customer cannot use it. */
export async function chooseDefault(tx: Tx, id: string, customerId: string): Promise<SavedMethodRow | undefined> {
  const theirs = and(eq(savedMethods.id, id), eq(savedMethods.customerId, customerId), eq(savedMethods.state, "kept"));
  if ((await tx.$count(savedMethods, theirs)) === 0) return undefined;
  await tx
    .update(savedMethods)
    .set({ isDefault: false })
    .where(and(eq(savedMethods.customerId, customerId), ne(savedMethods.id, id)));
  const [row] = await tx.update(savedMethods).set({ isDefault: true }).where(theirs).returning();
  return row;
}

/** Takes a method out of use; undefined if the customer cannot use it. */
export async function beginRemoval(tx: Tx, id: string, customerId: string): Promise<SavedMethodRow | undefined> {
  const [row] = await tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false })
    .where(and(eq(savedMethods.id, id), eq(savedMethods.customerId, customerId), eq(savedMethods.state, "kept")))
    .returning();
  return row;
}

/** Takes all methods of an erased customer out of use and removes the customer from them. */
export async function beginRemovals(tx: Tx, customerId: string): Promise<void> {
  await tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false, customerId: null, card: null })
    .where(eq(savedMethods.customerId, customerId));
}

/** Methods to remove at a provider, the oldest first: all of them, so that unanswered ones do not block others. */
export function findRemovals(db: Reader): Promise<SavedMethodRow[]> {
  return db.select().from(savedMethods).where(eq(savedMethods.state, "removing")).orderBy(asc(savedMethods.createdAt));
}

/** Deletes a method after the provider has removed it. */
export async function finishRemoval(tx: Tx, id: string): Promise<void> {
  await tx.delete(savedMethods).where(and(eq(savedMethods.id, id), eq(savedMethods.state, "removing")));
}

/** Deletes one method of a provider's customer, or all of them if `methodRef` is null; returns their number. */
export async function deleteMethods(
  tx: Tx,
  provider: string,
  { customerRef, methodRef }: { customerRef: string; methodRef: string | null },
): Promise<number> {
  const theirs = and(eq(savedMethods.provider, provider), eq(savedMethods.customerRef, customerRef));
  const which = methodRef === null ? theirs : and(theirs, eq(savedMethods.methodRef, methodRef));
  const gone = await tx.delete(savedMethods).where(which).returning({ id: savedMethods.id });
  return gone.length;
}
