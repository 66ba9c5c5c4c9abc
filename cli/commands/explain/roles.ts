/** Roles that an operation is explained for: the guest, the roles of people, and an API client. */
import type { DemoRole } from "@hansa/client/demo-accounts";

const demoRoles = {
  customer: "CUSTOMER",
  support: "SUPPORT",
  "catalog-manager": "CATALOG_MANAGER",
  fulfilment: "FULFILMENT",
  finance: "FINANCE",
  admin: "ADMIN",
} as const satisfies Record<string, DemoRole>;

export const roleNames = [
  "guest",
  "customer",
  "support",
  "catalog-manager",
  "fulfilment",
  "finance",
  "admin",
  "client",
] as const;
export type RoleName = (typeof roleNames)[number];

/** The role of a person, as the users service names it; undefined for guests and API clients. */
export function personRole(role: RoleName): DemoRole | undefined {
  return role === "guest" || role === "client" ? undefined : demoRoles[role];
}
