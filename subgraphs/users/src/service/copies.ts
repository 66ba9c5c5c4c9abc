/** What orders copies about a customer, so that an order stands by itself. */
import type { users as contract } from "@hansa/contracts/users";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import type { Deps } from "../context.ts";
import { findAddressOf } from "../store/addresses.ts";
import { findUser } from "../store/users.ts";

type Contract = typeof contract;

/** One address of one person; null if it is not theirs, or not there. */
export async function addressSnapshot(
  { store }: Deps,
  { userId, addressId }: InputOf<Contract["addressSnapshot"]>,
): Promise<OutputOf<Contract["addressSnapshot"]>> {
  const address = await store.read((db) => findAddressOf(db, userId, addressId));
  if (!address) return { address: null };
  const { id: _id, userId: _userId, isDefault: _isDefault, createdAt: _createdAt, ...copy } = address;
  return { address: copy };
}

/** Where a person can be written to; null if there is no such account. */
export async function contact(
  { store }: Deps,
  { userId }: InputOf<Contract["contact"]>,
): Promise<OutputOf<Contract["contact"]>> {
  const user = await store.read((db) => findUser(db, userId));
  return { contact: user?.erasedAt === null ? { email: user.email, displayName: user.displayName } : null };
}
