/** Ways to pay that customers keep, as rows: finding them, keeping one, choosing the usual one, letting go. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, inArray, ne } from "drizzle-orm";
import { type SavedMethodRow, savedMethods } from "./tables.ts";

/** The methods of these customers that can be used, the usual one first, then the newest. */
export function findSavedMethods(db: Reader, customerIds: readonly string[]): Promise<SavedMethodRow[]> {
  return db
    .select()
    .from(savedMethods)
    .where(and(inArray(savedMethods.customerId, [...customerIds]), eq(savedMethods.state, "kept")))
    .orderBy(desc(savedMethods.isDefault), desc(savedMethods.createdAt), desc(savedMethods.id));
}

/** Those of these that can be used, whoever's they are. */
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

/** Takes a method out of use, and makes the newest of the others the usual one if this was; undefined if it is not theirs to use. */
export async function beginRemoval(tx: Tx, id: string, customerId: string): Promise<SavedMethodRow | undefined> {
  const [row] = await tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false })
    .where(and(eq(savedMethods.id, id), eq(savedMethods.customerId, customerId), eq(savedMethods.state, "kept")))
    .returning();
  if (!row) return undefined;
  const [next] = await findSavedMethods(tx, [customerId]);
  if (next && !next.isDefault) await chooseDefault(tx, next.id, customerId);
  return row;
}

/** Takes all methods of somebody who is forgotten out of use, and their name off them. */
export async function beginRemovalOfAll(tx: Tx, customerId: string): Promise<void> {
  await tx
    .update(savedMethods)
    .set({ state: "removing", isDefault: false, customerId: null, card: null })
    .where(eq(savedMethods.customerId, customerId));
}

/** Methods that the provider has still to forget, the longest kept first. */
export function findRemovals(db: Reader, limit: number): Promise<SavedMethodRow[]> {
  return db
    .select()
    .from(savedMethods)
    .where(eq(savedMethods.state, "removing"))
    .orderBy(asc(savedMethods.createdAt))
    .limit(limit);
}

/** The provider has forgotten it, and so do we. */
export async function finishRemoval(tx: Tx, id: string): Promise<void> {
  await tx.delete(savedMethods).where(and(eq(savedMethods.id, id), eq(savedMethods.state, "removing")));
}
