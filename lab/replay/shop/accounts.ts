/** Accounts of a replay: an administrator, and one for each customer of the invoices. */

import { demoAccount } from "@hansa/client/demo-accounts";
import type { Account } from "@hansa/client/sessions";
import { directTransport } from "@hansa/kit/rpc";
import { systemRuntime } from "@hansa/kit/runtime";
import { hashPassword } from "../../../subgraphs/users/src/providers/passwords.ts";
import { users as usersService } from "../../../subgraphs/users/src/server.ts";
import { type SeededAccount, seedAccounts } from "../../../subgraphs/users/src/service/accounts/seed.ts";
import { findUserByEmail } from "../../../subgraphs/users/src/store/accounts/users.ts";
import type { Invoice } from "../file/invoices.ts";

/** The password of every account of a replay, whose shop listens on this machine while it runs. */
const password = "invoices-of-one-year";

/** The administrator of a seeded shop, and of the shop of a replay. */
export function administrator(): Account {
  const { email, password } = demoAccount("ADMIN");
  return { email, password };
}

/** The account of a customer; the address is reserved for examples, so that no mail ever reaches anybody. */
export function accountOf({ customer }: Invoice): Account {
  return { email: `customer-${customer}@replay.example`, password };
}

/**
 * Makes the accounts that are missing in the store that this environment names, while no shop runs on it: registering would
 * need a mailbox for each. All customers have one password, hashed once.
 */
export async function makeAccounts(environment: NodeJS.ProcessEnv, invoices: readonly Invoice[]): Promise<number> {
  const users = await usersService.configure(environment).open(systemRuntime, directTransport(new Map()));
  try {
    const { deps } = users;
    const admin = administrator();
    const customerHash = await hashPassword(deps, password);
    const wanted: SeededAccount[] = [
      {
        email: admin.email,
        displayName: "Administrator",
        role: "ADMIN",
        passwordHash: await hashPassword(deps, admin.password),
        verified: true,
      },
    ];
    for (const invoice of new Map(invoices.map((each) => [each.customer, each])).values()) {
      wanted.push({
        email: accountOf(invoice).email,
        displayName: `Customer ${invoice.customer}`,
        role: "CUSTOMER",
        passwordHash: customerHash,
        verified: true,
      });
    }
    const known = await deps.store.read((db) => Promise.all(wanted.map(({ email }) => findUserByEmail(db, email))));
    const missing = wanted.filter((_account, index) => known[index] === undefined);
    await seedAccounts(deps, missing);
    return missing.length;
  } finally {
    await users.stop();
  }
}
