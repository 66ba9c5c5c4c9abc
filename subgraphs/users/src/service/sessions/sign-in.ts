/** Sign-in: every attempt compares one hash and gets the same refusal, so that neither reveals who has an account. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { invalid } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { LoginInput } from "../../generated/resolvers.ts";
import { hashPassword, isOutdated, isPassword } from "../../providers/passwords.ts";
import { findCredentialByEmail, replacePassword } from "../../store/passwords/credentials.ts";
import { deleteAttempt } from "../../store/sessions/login-attempts.ts";
import { checkEmail } from "../accounts/validation.ts";
import type { MutationResult } from "../mutation-results.ts";
import { countAttempt, recordSignInNetwork } from "../rate-limiter.ts";
import { invalidCredentials } from "../refusals.ts";
import { beginSession, buildSessionResult } from "./session-tokens.ts";

/** Signs in. After too many failed attempts even the right password is refused. */
export async function login(context: Context, input: LoginInput): Promise<MutationResult<"LoginResult">> {
  const { store } = context;
  const email = readEmail(input.email);
  const problems = checkEmail(email);
  if (problems.length > 0) return invalid(problems);
  const counted = await store.write("count-sign-in", (tx) => countAttempt(context, tx, "signIn", email));
  if ("limited" in counted) return counted.limited;

  const known = await store.read((db) => findCredentialByEmail(db, email));
  const isRight = await isPassword(context, known?.passwordHash, input.password);
  if (!known || !isRight) return invalidCredentials();
  const compared = known.passwordHash;
  const passwordHash = isOutdated(compared) ? await hashPassword(context, input.password) : compared;

  const session = await store.write("sign-in", async (tx) => {
    // A change of the password during the comparison has ended all sessions: this one must not begin after it.
    if (!(await replacePassword(tx, known.user.id, compared, passwordHash))) return undefined;
    await deleteAttempt(tx, counted.attemptId);
    await recordSignInNetwork(context, tx, email);
    return beginSession(context, tx, known.user);
  });
  return session ? buildSessionResult(context, session) : invalidCredentials();
}
