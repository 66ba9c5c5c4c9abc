/** Queries of addresses. A unique index allows one default address per person. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, desc, eq } from "drizzle-orm";
import { type AddressRow, addresses } from "../tables.ts";

export const findAddressesByIds = rowsBy(addresses, addresses.id);

/** The address books of these people: the default first, then in the order in which they were added. */
export const findAddressesByUsers = rowsBy(
  addresses,
  addresses.userId,
  desc(addresses.isDefault),
  asc(addresses.createdAt),
  asc(addresses.id),
);

/** Finds an address of this person. */
export async function findOwnAddress(db: Reader, userId: string, id: string): Promise<AddressRow | undefined> {
  const [row] = await db
    .select()
    .from(addresses)
    .where(and(eq(addresses.userId, userId), eq(addresses.id, id)));
  return row;
}

export const insertAddress = rowInto(addresses);

export type AddressFields = Omit<AddressRow, "id" | "userId" | "isDefault" | "createdAt">;

/** Replaces the fields of an address of this person; false if it is not theirs. */
export async function replaceAddress(tx: Tx, userId: string, id: string, texts: AddressFields): Promise<boolean> {
  const replaced = await tx
    .update(addresses)
    .set(texts)
    .where(and(eq(addresses.userId, userId), eq(addresses.id, id)))
    .returning({ id: addresses.id });
  return replaced.length === 1;
}

/** Makes this address the person's default, and no other. */
export async function setDefaultAddress(tx: Tx, userId: string, id: string): Promise<void> {
  await tx.update(addresses).set({ isDefault: false }).where(eq(addresses.userId, userId));
  await tx
    .update(addresses)
    .set({ isDefault: true })
    .where(and(eq(addresses.userId, userId), eq(addresses.id, id)));
}

/** Removes an address of this person; undefined, and nothing removed, if it is not theirs. */
export async function deleteAddress(tx: Tx, userId: string, id: string): Promise<AddressRow | undefined> {
  const [row] = await tx
    .delete(addresses)
    .where(and(eq(addresses.userId, userId), eq(addresses.id, id)))
    .returning();
  return row;
}
