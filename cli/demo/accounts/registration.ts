/** Creates the demo accounts and the customers' accounts; the latter have random passwords that are not stored. */

import { type DemoRole, demoAccounts } from "@hansa/client/demo-accounts";
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { Viewer } from "@hansa/kit/identity";
import { hashPassword } from "../../../subgraphs/users/src/providers/passwords.ts";
import { type SeededAccount, seedAccounts } from "../../../subgraphs/users/src/service/accounts/seed.ts";
import { scopesOf } from "../../../subgraphs/users/src/service/roles/roles.ts";
import type { UserRow } from "../../../subgraphs/users/src/store/tables.ts";
import type { Shop } from "../../host/in-process-shop.ts";
import { adasAddresses, colleagues, type Person } from "./people.ts";

/** An opened account, with the ids of its addresses. */
export type Opened = { viewer: Extract<Viewer, { kind: "user" }>; addressIds: readonly string[] };

/** Finds the member of staff with a role, to act as. */
export type Staff = (role: DemoRole) => Opened["viewer"];

/** Opens the demo accounts, and gives the one of each role. */
export async function openDemoAccounts(shop: Shop): Promise<(role: DemoRole) => Opened> {
  const opened = new Map<DemoRole, Opened>();
  for (const { role, email, password } of demoAccounts) {
    const passwordHash = await hashPassword(shop.users.deps, password);
    const addresses = role === "CUSTOMER" ? adasAddresses : [];
    opened.set(role, await open(shop, { email, displayName: colleagues[role], role, passwordHash, addresses }));
  }
  return (role) => {
    const account = opened.get(role);
    if (!account) throw new Error(`no demo account has the role ${role}`);
    return account;
  };
}

/** Opens a customer's account, now. */
export async function openCustomer(shop: Shop, { name, email, addresses }: Person): Promise<Opened> {
  const unknown = Buffer.from(shop.runtime.randomBytes(24)).toString("base64url");
  const passwordHash = await hashPassword(shop.users.deps, unknown);
  return open(shop, { email, displayName: name, role: "CUSTOMER", passwordHash, addresses });
}

type Account = Pick<SeededAccount, "email" | "displayName" | "role" | "passwordHash"> & {
  addresses: readonly AddressSnapshot[];
};

async function open({ users: { deps }, runtime }: Shop, { addresses, ...account }: Account): Promise<Opened> {
  const known = addresses.map((address) => ({ ...address, id: runtime.newId("addr") }));
  const [user] = await seedAccounts(deps, [{ ...account, verified: true, addresses: known }]);
  if (!user) throw new Error(`the account of ${account.displayName} was not made`);
  return { viewer: viewerOf(user, runtime.newId("ses")), addressIds: known.map(({ id }) => id) };
}

function viewerOf({ id, role }: UserRow, sessionId: string): Opened["viewer"] {
  return { kind: "user", id, role, scopes: scopesOf(role), sessionId };
}
