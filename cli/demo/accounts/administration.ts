/** Administration of the demo shop: a role for a member of staff, and API clients. */
import { ApiClientCreateDocument, ApiClientRevokeDocument, RoleAssignDocument } from "@hansa/client/documents/accounts";
import { performInProcess } from "../../host/in-process-client.ts";
import type { SeedShop } from "../shop.ts";
import { newColleague } from "./people.ts";
import { type Opened, openCustomer } from "./registration.ts";

/** Does it, and so leaves entries in the audit log. */
export async function administerShop(shop: SeedShop, { viewer }: Opened): Promise<void> {
  const colleague = await openCustomer(shop, newColleague);
  await performInProcess(shop, viewer, RoleAssignDocument, { userId: colleague.viewer.id, role: "SUPPORT" });
  const scopes = ["inventory:read", "orders:read"];
  const { client } = await performInProcess(shop, viewer, ApiClientCreateDocument, {
    displayName: "The till at the market",
    scopes,
  });
  await performInProcess(shop, viewer, ApiClientCreateDocument, {
    displayName: "Stock list of the warehouse",
    scopes: ["inventory:read"],
  });
  await performInProcess(shop, viewer, ApiClientRevokeDocument, { id: client.id });
}
