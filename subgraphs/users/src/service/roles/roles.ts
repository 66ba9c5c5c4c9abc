/** Roles: the scopes of each role, and the assignment of roles. */
import { CodedError, notFound, refusal } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { RoleAssignInput, RoleScopes } from "../../generated/resolvers.ts";
import { findUser, isRoleHeldByOthers, updateUser } from "../../store/accounts/users.ts";
import type { Role, UserRow } from "../../store/tables.ts";
import { requireAccount } from "../accounts/views.ts";
import { recordAction } from "../audit/audit-log.ts";
import type { MutationResult } from "../mutation-results.ts";

/** Every scope there is, in alphabetical order. */
export const everyScope = [
  "apiclients:read",
  "apiclients:write",
  "audit:read",
  "fulfilments:write",
  "imports:read",
  "imports:write",
  "inventory:read",
  "inventory:write",
  "ledger:read",
  "orders:read",
  "orders:write",
  "payments:read",
  "payments:write",
  "prices:read",
  "prices:write",
  "products:write",
  "promotions:read",
  "promotions:write",
  "refunds:write",
  "reports:read",
  "reviews:moderate",
  "settings:read",
  "settings:write",
  "users:erase",
  "users:read",
  "users:write",
] as const;
export type Scope = (typeof everyScope)[number];

/** Whether there is such a scope. */
export function isScope(text: string): text is Scope {
  return everyScope.some((scope) => scope === text);
}

/** Each in alphabetical order. */
const scopesByRole = {
  CUSTOMER: [],
  SUPPORT: [
    "inventory:read",
    "orders:read",
    "orders:write",
    "payments:read",
    "promotions:read",
    "refunds:write",
    "reviews:moderate",
    "users:read",
  ],
  CATALOG_MANAGER: [
    "imports:read",
    "imports:write",
    "inventory:read",
    "inventory:write",
    "prices:read",
    "prices:write",
    "products:write",
    "promotions:read",
    "promotions:write",
    "reviews:moderate",
  ],
  FULFILMENT: ["fulfilments:write", "inventory:read", "orders:read", "orders:write"],
  FINANCE: [
    "ledger:read",
    "orders:read",
    "payments:read",
    "payments:write",
    "prices:read",
    "refunds:write",
    "reports:read",
    "settings:read",
  ],
  ADMIN: everyScope,
} as const satisfies Record<Role, readonly Scope[]>;

/** The scopes of a role. */
export function scopesOf(role: Role): Scope[] {
  return [...scopesByRole[role]];
}

/** All roles with their scopes. */
export function listRoles(): RoleScopes[] {
  const roles = ["CUSTOMER", "SUPPORT", "CATALOG_MANAGER", "FULFILMENT", "FINANCE", "ADMIN"] as const;
  return roles.map((role) => ({ __typename: "RoleScopes", role, scopes: scopesOf(role) }));
}

/** Finds the viewer's row if their role still has the scope: their token may be older than their role. Throws if not. */
export async function requireAccountWithScope(
  context: Pick<Context, "viewer">,
  db: Reader,
  scope: Scope,
): Promise<UserRow> {
  const user = await requireAccount(context, db);
  if (!scopesOf(user.role).includes(scope))
    throw new CodedError("FORBIDDEN", "Your role does not allow this any more. Sign in again.");
  return user;
}

/** Assigns a role and records it in the audit log. The last administrator keeps theirs. */
export async function assignRole(
  context: Context,
  input: RoleAssignInput,
): Promise<MutationResult<"RoleAssignResult">> {
  const { store, loaders } = context;
  return store.write("assign-role", async (tx) => {
    await requireAccountWithScope(context, tx, "users:write");
    const before = await findUser(tx, input.userId);
    if (!before || before.erasedAt !== null) return notFound("person", ["input", "userId"]);
    if (before.role === input.role) return { __typename: "RoleAssigned", user: before };
    if (before.role === "ADMIN" && !(await isRoleHeldByOthers(tx, "ADMIN", before.id)))
      return lastAdministrator(["input", "role"]);

    const user = await updateUser(tx, before, { role: input.role });
    await recordAction(context, tx, {
      action: "role.assigned",
      subjectId: user.id,
      summary: `Gave ${user.id} the role ${user.role} instead of ${before.role}.`,
    });
    loaders.userById.clear(user.id);
    return { __typename: "RoleAssigned", user };
  });
}

/** The refusal to remove the last administrator. `path` is the input field that would have done it. */
export function lastAdministrator(path: string[]) {
  const message = "The shop needs an administrator. Make another person an administrator first.";
  return refusal("LastAdministratorError", "LAST_ADMINISTRATOR", message, path);
}
