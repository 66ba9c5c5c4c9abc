/** Password reset: requested by anybody, completed by a link in an e-mail. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { invalid } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { PasswordResetInput, PasswordResetRequestInput } from "../../generated/resolvers.ts";
import { hashPassword } from "../../providers/passwords.ts";
import { hashToken } from "../../providers/secrets.ts";
import { findUser, findUserByEmail } from "../../store/accounts/users.ts";
import { consumeEmailToken, dropEmailTokens, findOwnerOfEmailToken } from "../../store/email/email-tokens.ts";
import { savePassword } from "../../store/passwords/credentials.ts";
import { endSessions } from "../../store/sessions/sessions.ts";
import { markVerified } from "../accounts/registration.ts";
import { checkEmail } from "../accounts/validation.ts";
import { recordAction } from "../audit/audit-log.ts";
import { invalidToken, issueResetLink } from "../email/links.ts";
import type { MutationResult } from "../mutation-results.ts";
import { countAttempt, recordSignInNetwork } from "../rate-limiter.ts";
import { refuseWeakPassword } from "../refusals.ts";

/** Queues a link if there is such an account. Either way one transaction is written, so that the duration reveals nothing. */
export async function requestPasswordReset(
  context: Context,
  input: PasswordResetRequestInput,
): Promise<MutationResult<"PasswordResetRequestResult">> {
  const email = readEmail(input.email);
  const problems = checkEmail(email);
  if (problems.length > 0) return invalid(problems);
  return context.store.write("request-password-reset", async (tx) => {
    const counted = await countAttempt(context, tx, "reset", email);
    if ("limited" in counted) return counted.limited;
    const user = await findUserByEmail(tx, email);
    if (user) await issueResetLink(context, tx, user);
    return { __typename: "PasswordResetRequested", email: input.email };
  });
}

/** Sets the new password and ends every session. The link also verifies the address. */
export async function resetPassword(
  context: Context,
  input: PasswordResetInput,
): Promise<MutationResult<"PasswordResetResult">> {
  const { store, runtime } = context;
  const hash = hashToken(input.token);
  const owner = await store.read((db) => findOwnerOfEmailToken(db, "reset", hash, runtime.now()));
  if (!owner) return invalidToken("token");
  const weak = refuseWeakPassword(input.newPassword, [owner.email, owner.displayName], ["input", "newPassword"]);
  if (weak) return weak;
  const passwordHash = await hashPassword(context, input.newPassword);

  return store.write("reset-password", async (tx) => {
    const now = runtime.now();
    const token = await consumeEmailToken(tx, "reset", hash, now);
    const user = token && (await findUser(tx, token.userId));
    if (!user) return invalidToken("token");
    await savePassword(tx, user.id, passwordHash);
    if (user.verifiedAt === null) await markVerified(context, tx, user);
    // Also a change of address that a person with the former password has asked for.
    await dropEmailTokens(tx, user.id);
    await recordSignInNetwork(context, tx, user.email);
    const sessionsEnded = await endSessions(tx, user.id, now);
    // The link authorises the change, not the viewer of the request.
    await recordAction({ runtime, viewer: { kind: "guest" } }, tx, {
      action: "password.reset",
      subjectId: user.id,
      summary: `Set a new password for ${user.id} by a link in an e-mail.`,
    });
    return { __typename: "PasswordChanged", sessionsEnded };
  });
}
