/** Administrators from the command line: creates the first one of a shop, and restores one who is locked out. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import { invalid } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { hashPassword } from "../../providers/passwords.ts";
import { findUserByEmail, insertUser, updateUser } from "../../store/accounts/users.ts";
import { dropEmailTokens } from "../../store/email/email-tokens.ts";
import { savePassword } from "../../store/passwords/credentials.ts";
import { endSessions } from "../../store/sessions/sessions.ts";
import type { UserRow } from "../../store/tables.ts";
import { markVerified } from "../accounts/registration.ts";
import { checkDisplayName, checkEmail } from "../accounts/validation.ts";
import { type AuditedAction, recordAction } from "../audit/audit-log.ts";
import { refuseWeakPassword } from "../refusals.ts";

export type AdministratorInput = { email: string; displayName: string; password: string };

type AdministratorDeps = Pick<Deps, "store" | "runtime" | "metrics" | "passwords">;

/**
 * Gives the account with this address the role ADMIN and the password, and creates it if there is none. The address counts as verified. Earlier
 * sessions and links in e-mails end. Access to the store is the permission: there is no viewer.
 */
export async function createAdministrator(deps: AdministratorDeps, wanted: AdministratorInput) {
  const email = readEmail(wanted.email);
  const displayName = wanted.displayName.trim();
  const problems = [...checkEmail(email), ...checkDisplayName(displayName)];
  if (problems.length > 0) return invalid(problems);
  const weak = refuseWeakPassword(wanted.password, [email, displayName], ["password"]);
  if (weak) return weak;
  const passwordHash = await hashPassword(deps, wanted.password);

  return deps.store.write("create-administrator", async (tx) => {
    const known = await findUserByEmail(tx, email);
    const user = known ?? (await insertAdministrator(deps, tx, email, displayName));
    const sessionsEnded = known ? await restoreAdministrator(deps, tx, known) : 0;
    await savePassword(tx, user.id, passwordHash);
    await recordShopAction(deps, tx, {
      action: known ? "administrator.restored" : "administrator.created",
      subjectId: user.id,
      summary: known
        ? `Gave ${user.id} the role ADMIN (before: ${known.role}) and a new password on the command line.`
        : `Created the administrator ${user.id} on the command line.`,
    });
    return { __typename: "AdministratorCreated" as const, userId: user.id, isNew: !known, sessionsEnded };
  });
}

async function insertAdministrator(
  { runtime }: AdministratorDeps,
  tx: Tx,
  email: string,
  displayName: string,
): Promise<UserRow> {
  const id = runtime.newId("user");
  const createdAt = runtime.now();
  const user = await insertUser(tx, { id, email, displayName, role: "ADMIN", verifiedAt: createdAt, createdAt });
  if (!user) throw new Error("an address that was free is taken, inside one transaction");
  await appendEvent(runtime, tx, events.userRegistered, { userId: id });
  await appendEvent(runtime, tx, events.userEmailVerified, { userId: id });
  return user;
}

async function restoreAdministrator(deps: AdministratorDeps, tx: Tx, known: UserRow): Promise<number> {
  await updateUser(tx, known, { role: "ADMIN" });
  if (known.verifiedAt === null) await markVerified(deps, tx, known);
  await dropEmailTokens(tx, known.id);
  return endSessions(tx, known.id, deps.runtime.now());
}

function recordShopAction({ runtime }: AdministratorDeps, tx: Tx, action: AuditedAction): Promise<void> {
  return recordAction({ runtime, viewer: { kind: "guest" } }, tx, action);
}
