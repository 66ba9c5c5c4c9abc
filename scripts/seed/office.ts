/** What the administrator of the demo shop has done besides: a colleague was given a role, programs got keys. */
import { send } from "./mutations.ts";
import { type Opened, openCustomer } from "./open-accounts.ts";
import { newColleague } from "./people.ts";
import type { SeedShop } from "./seed-shop.ts";
import { apiClientCreate, apiClientRevoke, roleAssign } from "./staff-mutations.ts";

/** Does it, and so leaves entries in the audit log. */
export async function runOffice(shop: SeedShop, { viewer }: Opened): Promise<void> {
  const colleague = await openCustomer(shop, newColleague);
  await send(shop, viewer, roleAssign, { userId: colleague.viewer.id, role: "SUPPORT" });
  const scopes = ["inventory:read", "orders:read"];
  const { client } = await send(shop, viewer, apiClientCreate, { displayName: "The till at the market", scopes });
  await send(shop, viewer, apiClientCreate, { displayName: "Stock list of the warehouse", scopes: ["inventory:read"] });
  await send(shop, viewer, apiClientRevoke, { id: client.id });
}
