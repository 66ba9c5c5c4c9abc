/** Administration of the demo shop: a role for a member of staff, and API clients. */
import { send } from "../mutations/purchase.ts";
import { apiClientCreate, apiClientRevoke, roleAssign } from "../mutations/staff.ts";
import type { SeedShop } from "../shop.ts";
import { newColleague } from "./people.ts";
import { type Opened, openCustomer } from "./registration.ts";

/** Does it, and so leaves entries in the audit log. */
export async function administerShop(shop: SeedShop, { viewer }: Opened): Promise<void> {
  const colleague = await openCustomer(shop, newColleague);
  await send(shop, viewer, roleAssign, { userId: colleague.viewer.id, role: "SUPPORT" });
  const scopes = ["inventory:read", "orders:read"];
  const { client } = await send(shop, viewer, apiClientCreate, { displayName: "The till at the market", scopes });
  await send(shop, viewer, apiClientCreate, { displayName: "Stock list of the warehouse", scopes: ["inventory:read"] });
  await send(shop, viewer, apiClientRevoke, { id: client.id });
}
