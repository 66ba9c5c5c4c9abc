/** Roles of tabs: each is a demo account of the seed, or the guest. */
import type { Account, Notes } from "./notes.ts";

export const guestRole = "GUEST";

const labels: Readonly<Record<string, string>> = {
  [guestRole]: "Guest",
  CUSTOMER: "Customer",
  SUPPORT: "Support",
  CATALOG_MANAGER: "Catalogue",
  FULFILMENT: "Fulfilment",
  FINANCE: "Finance",
  ADMIN: "Administrator",
};

/** Roles by the names that the seed gives to identities. */
const rolesByIdentity: Readonly<Record<string, string>> = {
  customer: "CUSTOMER",
  support: "SUPPORT",
  administrator: "ADMIN",
};

/** The roles that this shop has accounts for, the guest first. */
export function rolesOf({ accounts }: Notes): string[] {
  return [guestRole, ...accounts.map(({ role }) => role)];
}

/** The role's name on the page. */
export function labelOf(role: string): string {
  return labels[role] ?? role;
}

/** The account of a role; undefined for the guest. */
export function accountOf({ accounts }: Notes, role: string): Account | undefined {
  return accounts.find((account) => account.role === role);
}

/** The role for which a ready operation answers. */
export function readyRole({ identities }: Notes, operation: string): string {
  return rolesByIdentity[identities[operation] ?? ""] ?? guestRole;
}
