/** Snapshots of a customer's address and contact, which orders stores with an order. */
import type { users as contract } from "@hansa/contracts/users";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import { findOwnAddress } from "../../store/accounts/addresses.ts";
import { findUser } from "../../store/accounts/users.ts";

type Contract = typeof contract;

/** Finds an address of a person; null if it does not exist or belongs to another person. */
export async function findAddressSnapshot(
  { store }: Deps,
  { userId, addressId }: InputOf<Contract["addressSnapshot"]>,
): Promise<OutputOf<Contract["addressSnapshot"]>> {
  const address = await store.read((db) => findOwnAddress(db, userId, addressId));
  if (!address) return { address: null };
  const { id: _id, userId: _userId, isDefault: _isDefault, createdAt: _createdAt, regionText, ...copy } = address;
  return { address: regionText === null ? copy : { ...copy, regionText } };
}

/** Finds the e-mail address and name of a person; null if there is no such account. */
export async function findContact(
  { store }: Deps,
  { userId }: InputOf<Contract["contact"]>,
): Promise<OutputOf<Contract["contact"]>> {
  const user = await store.read((db) => findUser(db, userId));
  return {
    contact:
      user?.erasedAt === null
        ? { email: user.email, isVerified: user.verifiedAt !== null, displayName: user.displayName }
        : null,
  };
}
