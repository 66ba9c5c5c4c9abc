/** Who asks the shop in a history. */
import type { Viewer } from "@hansa/kit/identity/identity";
import type { Client } from "./client.ts";

const scopes = [
  "orders:read",
  "orders:write",
  "refunds:write",
  "payments:write",
  "fulfilments:write",
  "promotions:write",
  "inventory:write",
];
/** Somebody who may do everything that a shop does with orders. */
export const staff: Client = {
  viewer: { kind: "user", id: "usr_staff", role: "ADMIN", scopes, sessionId: "ses_staff" },
  guest: [],
};

/** Somebody with an account. */
export function customer(id: string): Viewer {
  return { kind: "user", id, role: "CUSTOMER", scopes: [], sessionId: `ses_${id}` };
}
