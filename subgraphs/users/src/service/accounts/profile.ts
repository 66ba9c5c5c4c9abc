/** Profile changes: the display name and the password. */
import { type InputProblem, invalid, problem } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { ProfileUpdateInput } from "../../generated/resolvers.ts";
import { hashPassword } from "../../providers/passwords.ts";
import { updateUser } from "../../store/accounts/users.ts";
import { dropEmailTokens } from "../../store/email/email-tokens.ts";
import { deleteAttempt } from "../../store/sessions/login-attempts.ts";
import { endSessions } from "../../store/sessions/sessions.ts";
import { recordAction } from "../audit/audit-log.ts";
import type { MutationResult } from "../mutation-results.ts";
import { invalidCredentials, refuseWeakPassword } from "../refusals.ts";
import { readShopName } from "../shop-name.ts";
import { consumeProof, reauthenticate } from "./re-authentication.ts";
import { checkCustomerName, checkDisplayName } from "./validation.ts";
import { requireAccount, requireSignedIn } from "./views.ts";

/** Updates the given fields. A new password needs the current one, whose attempts are limited as at the sign-in. */
export async function updateProfile(
  context: Context,
  input: ProfileUpdateInput,
): Promise<MutationResult<"ProfileUpdateResult">> {
  const { store, runtime, loaders } = context;
  const { id, sessionId } = requireSignedIn(context);
  const displayName = input.displayName?.trim();
  const problems = [...(await checkNewName(context, displayName)), ...checkPasswords(input)];
  if (problems.length > 0) return invalid(problems);
  const password = await reauthenticateAndHash(context, input);
  if (password && "refused" in password) return password.refused;

  return store.write("update-profile", async (tx) => {
    const before = await requireAccount(context, tx);
    if (password) {
      const replaced = await consumeProof(tx, password.proof, password.passwordHash);
      if (!replaced) return invalidCredentials(["input", "currentPassword"]);
      await dropEmailTokens(tx, id);
      await endSessions(tx, id, runtime.now(), sessionId);
      await recordAction(context, tx, {
        action: "password.changed",
        subjectId: id,
        summary: `Changed the password of ${id}.`,
      });
    }
    const user = await updateUser(tx, before, displayName === undefined ? {} : { displayName });
    loaders.userById.clear(id);
    loaders.sessionsByUser.clear(id);
    return { __typename: "ProfileSaved", user };
  });
}

/** Roles are read from the store: a token may be older than a demotion. */
async function checkNewName(context: Context, displayName: string | undefined): Promise<InputProblem[]> {
  if (displayName === undefined) return [];
  const { role } = await context.store.read((db) => requireAccount(context, db));
  return role === "CUSTOMER"
    ? checkCustomerName(displayName, await readShopName(context))
    : checkDisplayName(displayName);
}

function checkPasswords({ newPassword, currentPassword }: ProfileUpdateInput): InputProblem[] {
  return typeof newPassword === "string" && typeof currentPassword !== "string"
    ? [problem("currentPassword", "REQUIRED", "Changing the password needs the one until now.")]
    : [];
}

/** Re-authenticates and hashes the new password; undefined without one, and a refusal if either password is refused. */
async function reauthenticateAndHash(context: Context, { newPassword, currentPassword }: ProfileUpdateInput) {
  if (typeof newPassword !== "string" || typeof currentPassword !== "string") return undefined;
  const proved = await reauthenticate(context, currentPassword, "currentPassword");
  if ("refused" in proved) return proved;
  const account = await context.store.read((db) => requireAccount(context, db));
  const weak = refuseWeakPassword(newPassword, [account.email, account.displayName], ["input", "newPassword"]);
  if (weak) {
    // The current password was right, so the attempt does not count.
    await context.store.write("release-attempt", (tx) => deleteAttempt(tx, proved.proof.attemptId));
    return { refused: weak };
  }
  return { proof: proved.proof, passwordHash: await hashPassword(context, newPassword) };
}
