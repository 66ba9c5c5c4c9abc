/** Proof of the person who follows a link: the link proves the mailbox, and a password of theirs the person. */
import { refusal } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import { isPassword } from "../../providers/passwords.ts";
import { countAttempt, type RateLimited } from "../rate-limiter.ts";
import { invalidCredentials } from "../refusals.ts";

type Refused = RateLimited | ReturnType<typeof passwordRequired> | ReturnType<typeof invalidCredentials>;

/**
 * Finds the candidate whose password this is. A wrong password counts as at the sign-in, but by the link in the place of the address: a
 * person who knows only the address cannot use up the attempts of the one who has the link.
 */
export async function provePerson<Candidate extends { passwordHash: string }>(
  context: Context,
  linkId: string,
  password: string | null | undefined,
  candidates: readonly Candidate[],
): Promise<{ proved: Candidate; attemptId: string } | { refused: Refused }> {
  if (typeof password !== "string") return { refused: passwordRequired() };
  const counted = await context.store.write("count-password-check", (tx) =>
    countAttempt(context, tx, "signIn", `link ${linkId}`),
  );
  if ("limited" in counted) return { refused: counted.limited };
  for (const candidate of candidates) {
    if (await isPassword(context, candidate.passwordHash, password))
      return { proved: candidate, attemptId: counted.attemptId };
  }
  return { refused: invalidCredentials(["input", "password"]) };
}

function passwordRequired() {
  const message = "Enter the password of the account, too.";
  return refusal("PasswordRequiredError", "PASSWORD_REQUIRED", message, ["input", "password"]);
}
