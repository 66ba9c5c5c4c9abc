/** Signing in: one hash is compared whoever is meant, and one refusal says nothing about who has an account. */
import { invalid } from "@hansa/kit/refusals";
import type { Context } from "../context.ts";
import type { LoginInput } from "../generated/resolvers.ts";
import { hashPassword, isOutdated, isPassword } from "../providers/passwords.ts";
import { deleteAttempt } from "../store/attempts.ts";
import { findCredentialByEmail, replacePassword } from "../store/credentials.ts";
import type { Answer } from "./answers.ts";
import { checkEmail, readEmail } from "./checks.ts";
import { invalidCredentials } from "./passwords.ts";
import { countAttempt, rememberNetwork } from "./rate-limiter.ts";
import { answerSession, beginSession } from "./sessions.ts";

/** Signs in. Refused beforehand, even with the right password, once too many have failed. */
export async function login(context: Context, input: LoginInput): Promise<Answer<"LoginResult">> {
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
  const kept = isOutdated(compared) ? await hashPassword(context, input.password) : compared;

  const begun = await store.write("sign-in", async (tx) => {
    // Whoever changed the password while we compared has ended all sign-ins: this one must not begin after that.
    if (!(await replacePassword(tx, known.user.id, compared, kept))) return undefined;
    await deleteAttempt(tx, counted.attemptId);
    await rememberNetwork(context, tx, email);
    return beginSession(context, tx, known.user);
  });
  return begun ? answerSession(context, begun) : invalidCredentials();
}
