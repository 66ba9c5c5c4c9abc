/** Ways to pay that customers keep, as rows: finding them, keeping one, choosing the usual one, letting go. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, inArray, ne } from "drizzle-orm";
import { type SavedMethodRow, savedMethods } from "./tables.ts";

/** The methods that these customers keep, the usual one first, then the newest. */
export function findSavedMethods(db: Reader, customerIds: readonly string[]): Promise<SavedMethodRow[]> {
  return db
    .select()
    .from(savedMethods)
    .where(and(inArray(savedMethods.customerId, [...customerIds]), eq(savedMethods.state, "kept")))
    .orderBy(desc(savedMethods.isDefault), desc(savedMethods.createdAt), desc(savedMethods.id));
}

/** Those of these that are kept, whoever's they are. */
export function findSavedMethodsByIds(db: Reader, ids: readonly string[]): Promise<SavedMethodRow[]> {
  return db
    .select()
    .from(savedMethods)
    .where(and(inArray(savedMethods.id, [...ids]), eq(savedMethods.state, "kept")));
}

/** Keeps a method; one that the provider has kept before is the same row. */
export async function insertSavedMethod(tx: Tx, method: SavedMethodRow): Promise<void> {
  await tx.insert(savedMethods).values(method).onConflictDoNothing();
}

/** Makes it the customer's usual one; undefined, and nothing changed, if it is not theirs to use. */
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

/** Takes a method out of use; undefined if it is not theirs to use. */
export async function beginRemoval(tx: Tx, id: string, customerId: string): Promise<SavedMethodRow | undefined> {
  const [row] = await tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false })
    .where(and(eq(savedMethods.id, id), eq(savedMethods.customerId, customerId), eq(savedMethods.state, "kept")))
    .returning();
  return row;
}

/** Takes all methods of somebody who is forgotten out of use, and their name off them. */
export async function beginRemovalOfAll(tx: Tx, customerId: string): Promise<void> {
  await tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false, customerId: null, card: null })
    .where(eq(savedMethods.customerId, customerId));
}

/** Methods that a provider has still to forget, the longest kept first: all of them, as those without an answer must not keep the others waiting. */
export function findRemovals(db: Reader): Promise<SavedMethodRow[]> {
  return db.select().from(savedMethods).where(eq(savedMethods.state, "removing")).orderBy(asc(savedMethods.createdAt));
}

/** The provider has forgotten it, and so do we. */
export async function finishRemoval(tx: Tx, id: string): Promise<void> {
  await tx.delete(savedMethods).where(and(eq(savedMethods.id, id), eq(savedMethods.state, "removing")));
}

/** Forgets one method of a provider's customer, or all of them if `methodRef` is null; gives how many there were. */
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
