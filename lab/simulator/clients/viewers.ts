/** The viewers of a history: staff and customers. */
import type { Viewer } from "@hansa/kit/identity";
import type { Client } from "./client.ts";

const scopes = [
  "orders:read",
  "orders:write",
  "refunds:write",
  "payments:write",
  "fulfilments:write",
  "promotions:write",
  "inventory:write",
  "prices:write",
  "settings:read",
];
/** A member of staff with all scopes for orders, stock, prices and what is missing. */
export const staff: Client = {
  viewer: { kind: "user", id: "usr_staff", role: "ADMIN", scopes, sessionId: "ses_staff" },
  guest: [],
};

/** A viewer with an account. */
export function customer(id: string): Viewer {
  return { kind: "user", id, role: "CUSTOMER", scopes: [], sessionId: `ses_${id}` };
}
