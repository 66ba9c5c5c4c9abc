/** Which passwords are refused, and what is answered when one is wrong. */
import { refusal } from "@hansa/kit/refusals";
import type { Deps } from "../context.ts";
import { isGuessable } from "../providers/password-strength.ts";

/** The maximum, 256, is a `@constraint` of the schema: a longer text is refused before any of this. */
const minimumLength = 8;

/** What an attacker who knows the account tries first. */
type Account = { email: string; displayName: string };

/** The refusal of a password that is too short or too easy to guess; undefined if it will do. */
export async function refuseWeak({ rules }: Pick<Deps, "rules">, password: string, account: Account, path: string[]) {
  const isShort = [...password].length < minimumLength;
  const guessable = await isGuessable(password, [account.email, account.displayName, rules.shopName]);
  if (!isShort && !guessable) return undefined;
  const message = isShort
    ? `A password has at least ${minimumLength} characters.`
    : "This password is too easy to guess. Choose a longer one, or several unrelated words.";
  return { ...refusal("WeakPasswordError", "WEAK_PASSWORD", message, path), minimumLength, guessable };
}

/** Says which of the two is wrong only where `path` names one of them. */
export function invalidCredentials(path: string[] | null = null) {
  const message = path ? "This is not your password." : "The e-mail address or the password is wrong.";
  return refusal("InvalidCredentialsError", "INVALID_CREDENTIALS", message, path);
}
