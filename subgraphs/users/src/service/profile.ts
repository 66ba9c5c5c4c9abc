/** What people change about themselves: how they are called, and their password. */
import { type InputProblem, invalid, problem } from "@hansa/kit/refusals";
import type { Context } from "../context.ts";
import type { ProfileUpdateInput } from "../generated/resolvers.ts";
import { hashPassword } from "../providers/passwords.ts";
import { deleteAttempt } from "../store/attempts.ts";
import { dropEmailTokens } from "../store/email-tokens.ts";
import { endSessions } from "../store/sessions.ts";
import { updateUser } from "../store/users.ts";
import type { Answer } from "./answers.ts";
import { record } from "./audit.ts";
import { checkCustomerName, checkDisplayName } from "./checks.ts";
import { invalidCredentials, refuseWeak } from "./passwords.ts";
import { accountOf, signedIn } from "./people.ts";
import { proveIdentity, spendProof } from "./proving.ts";
import { shopName } from "./settings.ts";

/** Changes what is given. A new password needs the old one, which may be guessed here no more often than at the sign-in. */
export async function updateProfile(
  context: Context,
  input: ProfileUpdateInput,
): Promise<Answer<"ProfileUpdateResult">> {
  const { store, world, loaders } = context;
  const { id, sessionId } = signedIn(context);
  const displayName = input.displayName?.trim();
  const problems = [...(await checkNewName(context, displayName)), ...checkPasswords(input)];
  if (problems.length > 0) return invalid(problems);
  const password = await proveAndHash(context, input);
  if (password && "refused" in password) return password.refused;

  return store.write("update-profile", async (tx) => {
    const before = await accountOf(context, tx);
    if (password) {
      const replaced = await spendProof(tx, password.proof, password.passwordHash);
      if (!replaced) return invalidCredentials(["input", "currentPassword"]);
      await dropEmailTokens(tx, id);
      await endSessions(tx, id, world.now(), sessionId);
      await record(context, tx, {
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
  const { role } = await context.store.read((db) => accountOf(context, db));
  return role === "CUSTOMER" ? checkCustomerName(displayName, await shopName(context)) : checkDisplayName(displayName);
}

function checkPasswords({ newPassword, currentPassword }: ProfileUpdateInput): InputProblem[] {
  return typeof newPassword === "string" && typeof currentPassword !== "string"
    ? [problem("currentPassword", "REQUIRED", "Changing the password needs the one until now.")]
    : [];
}

/** Undefined if no new password was asked for; else a refusal, or what it takes to set it. */
async function proveAndHash(context: Context, { newPassword, currentPassword }: ProfileUpdateInput) {
  if (typeof newPassword !== "string" || typeof currentPassword !== "string") return undefined;
  const proved = await proveIdentity(context, currentPassword, "currentPassword");
  if ("refused" in proved) return proved;
  const account = await context.store.read((db) => accountOf(context, db));
  const weak = refuseWeak(newPassword, [account.email, account.displayName], ["input", "newPassword"]);
  if (weak) {
    // The current password was right: that was no guess.
    await context.store.write("release-attempt", (tx) => deleteAttempt(tx, proved.proof.attemptId));
    return { refused: weak };
  }
  return { proof: proved.proof, passwordHash: await hashPassword(context, newPassword) };
}
