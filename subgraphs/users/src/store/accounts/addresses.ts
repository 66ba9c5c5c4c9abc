/** Queries of addresses. A unique index allows one default address per person. */

import { type Reader, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, getTableColumns, type SQL } from "drizzle-orm";
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
  const [row] = await ownAddress(db, userId, id);
  return row;
}

const isOwn = (userId: SQL, id: SQL) => and(eq(addresses.userId, userId), eq(addresses.id, id));
const ownAddress = statement([addresses.userId, addresses.id], (db: Reader, userId, id) =>
  db.select().from(addresses).where(isOwn(userId, id)),
);

export const insertAddress = rowInto(addresses);

export type AddressFields = Omit<AddressRow, "id" | "userId" | "isDefault" | "createdAt">;

/** Replaces the fields of an address of this person; false if it is not theirs. */
export async function replaceAddress(tx: Tx, userId: string, id: string, texts: AddressFields): Promise<boolean> {
  return (await replaceFields(tx, userId, id, texts)).length === 1;
}

const {
  id: _id,
  userId: _userId,
  isDefault: _isDefault,
  createdAt: _createdAt,
  ...fields
} = getTableColumns(addresses);
const replaceFields = statement([addresses.userId, addresses.id, fields], (tx: Tx, userId, id, texts) =>
  tx.update(addresses).set(texts).where(isOwn(userId, id)).returning({ id: addresses.id }),
);

/** Makes this address the person's default, and no other. */
export async function setDefaultAddress(tx: Tx, userId: string, id: string): Promise<void> {
  await clearDefault(tx, userId);
  await markDefault(tx, userId, id);
}

const clearDefault = statement([addresses.userId], (tx: Tx, userId) =>
  tx.update(addresses).set({ isDefault: false }).where(eq(addresses.userId, userId)),
);
const markDefault = statement([addresses.userId, addresses.id], (tx: Tx, userId, id) =>
  tx.update(addresses).set({ isDefault: true }).where(isOwn(userId, id)),
);

/** Removes an address of this person; undefined, and nothing removed, if it is not theirs. */
export async function deleteAddress(tx: Tx, userId: string, id: string): Promise<AddressRow | undefined> {
  const [row] = await removeAddress(tx, userId, id);
  return row;
}

const removeAddress = statement([addresses.userId, addresses.id], (tx: Tx, userId, id) =>
  tx.delete(addresses).where(isOwn(userId, id)).returning(),
);
