/** Seeded accounts, created without registration and e-mail, for the seed and for tests. No server exposes this. */

import { type AddressInput, readAddress } from "@hansa/commerce/address/postal-address";
import { readEmail } from "@hansa/commerce/email-addresses";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Deps } from "../../context.ts";
import { insertAddress, setDefaultAddress } from "../../store/accounts/addresses.ts";
import { insertUser } from "../../store/accounts/users.ts";
import { savePassword } from "../../store/passwords/credentials.ts";
import type { Role, UserRow } from "../../store/tables.ts";

export type SeededAccount = {
  /** Absent: a new one. */
  id?: string;
  email: string;
  displayName: string;
  role: Role;
  /** From `hashPassword`; one hash may serve many accounts. */
  passwordHash: string;
  /** Without this, sign-in to it is impossible. */
  verified: boolean;
  /** Epoch milliseconds; absent: now. */
  createdAt?: number;
  /** The first is the default. */
  addresses?: readonly (AddressInput & { id?: string })[];
};

/** Creates all of them in one transaction, with the events of real ones. Throws, and creates none, if an id or an address is taken. */
export async function seedAccounts(deps: Deps, accounts: readonly SeededAccount[]): Promise<UserRow[]> {
  const { store, runtime } = deps;
  return store.write("seed-accounts", async (tx) => {
    const users: UserRow[] = [];
    for (const account of accounts) {
      const createdAt = account.createdAt ?? runtime.now();
      const user = await insertUser(tx, {
        id: account.id ?? runtime.newId("user"),
        email: readEmail(account.email),
        displayName: account.displayName,
        role: account.role,
        verifiedAt: account.verified ? createdAt : null,
        createdAt,
      });
      if (!user) throw new Error(`the account of ${account.displayName} cannot be made: id or e-mail address is taken`);
      await appendEvent(runtime, tx, events.userRegistered, { userId: user.id });
      if (account.verified) {
        await savePassword(tx, user.id, account.passwordHash);
        await appendEvent(runtime, tx, events.userEmailVerified, { userId: user.id });
      }
      for (const [index, { id = runtime.newId("addr"), ...texts }] of (account.addresses ?? []).entries()) {
        const { value, problems } = readAddress(texts);
        if (problems.length > 0) throw new Error(`an address of ${account.displayName}: ${JSON.stringify(problems)}`);
        await insertAddress(tx, {
          id,
          userId: user.id,
          isDefault: false,
          createdAt: createdAt + index,
          ...value,
          regionText: value.regionText ?? null,
        });
        if (index === 0) await setDefaultAddress(tx, user.id, id);
      }
      users.push(user);
    }
    return users;
  });
}
