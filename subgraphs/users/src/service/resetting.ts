/** A forgotten password: asked for by anybody, chosen anew by whoever reads the mailbox. */
import { invalid } from "@hansa/kit/refusals";
import type { Context } from "../context.ts";
import type { PasswordResetInput, PasswordResetRequestInput } from "../generated/resolvers.ts";
import { hashPassword } from "../providers/passwords.ts";
import { hashToken } from "../providers/secrets.ts";
import { savePassword } from "../store/credentials.ts";
import { dropEmailTokens, findOwnerOfEmailToken, takeEmailToken } from "../store/email-tokens.ts";
import { endSessions } from "../store/sessions.ts";
import { findUser, findUserByEmail } from "../store/users.ts";
import type { Answer } from "./answers.ts";
import { record } from "./audit.ts";
import { checkEmail, readEmail } from "./checks.ts";
import { invalidToken, issueLink } from "./links.ts";
import { refuseWeak } from "./passwords.ts";
import { countAttempt } from "./rate-limiter.ts";
import { markVerified } from "./registering.ts";

/** Queues a link if there is such an account. Either way one transaction is written, so that the time says nothing. */
export async function requestPasswordReset(
  context: Context,
  input: PasswordResetRequestInput,
): Promise<Answer<"PasswordResetRequestResult">> {
  const email = readEmail(input.email);
  const problems = checkEmail(email);
  if (problems.length > 0) return invalid(problems);
  return context.store.write("request-password-reset", async (tx) => {
    const counted = await countAttempt(context, tx, "reset", email);
    if ("limited" in counted) return counted.limited;
    const user = await findUserByEmail(tx, email);
    if (user) await issueLink(context, tx, user.id, "reset");
    return { __typename: "PasswordResetRequested", email: input.email };
  });
}

/** Sets the new password and ends every sign-in. Reading the mailbox shows that the address is theirs, too. */
export async function resetPassword(
  context: Context,
  input: PasswordResetInput,
): Promise<Answer<"PasswordResetResult">> {
  const { store, world } = context;
  const hash = hashToken(input.token);
  const owner = await store.read((db) => findOwnerOfEmailToken(db, "reset", hash, world.now()));
  if (!owner) return invalidToken("token");
  const weak = refuseWeak(input.newPassword, [owner.email, owner.displayName], ["input", "newPassword"]);
  if (weak) return weak;
  const passwordHash = await hashPassword(context, input.newPassword);

  return store.write("reset-password", async (tx) => {
    const now = world.now();
    const token = await takeEmailToken(tx, "reset", hash, now);
    const user = token && (await findUser(tx, token.userId));
    if (!user) return invalidToken("token");
    await savePassword(tx, user.id, passwordHash);
    if (user.verifiedAt === null) await markVerified(context, tx, user);
    await dropEmailTokens(tx, user.id, "reset");
    const sessionsEnded = await endSessions(tx, user.id, now);
    // Whoever is signed in meanwhile did not do it: the link did.
    await record({ world, viewer: { kind: "guest" } }, tx, {
      action: "password.reset",
      subjectId: user.id,
      summary: `Set a new password for ${user.id} by a link in an e-mail.`,
    });
    return { __typename: "PasswordChanged", sessionsEnded };
  });
}
