/** Refusals of weak passwords and of wrong credentials. */
import { refusal } from "@hansa/kit/runtime";
import { isGuessable } from "../providers/password-strength.ts";

const minimumLength = 8;
/** The same limit as in the schema, which refuses longer passwords first; the command line has no schema. */
const maximumLength = 256;

/**
 * The refusal of a password of a wrong length or too easy to guess; undefined if it will do. `about`: the e-mail address and the name of the
 * account, which an attacker tries first.
 */
export function refuseWeakPassword(password: string, about: readonly string[], path: string[]) {
  const isLong = password.length > maximumLength;
  const isShort = !isLong && [...password].length < minimumLength;
  const guessable = !isLong && isGuessable(password, about);
  if (!isLong && !isShort && !guessable) return undefined;
  const message =
    isLong || isShort
      ? `A password has ${minimumLength} to ${maximumLength} characters.`
      : "This password is too easy to guess. Choose a longer one, or several unrelated words.";
  return { ...refusal("WeakPasswordError", "WEAK_PASSWORD", message, path), minimumLength, guessable };
}

/** The refusal of wrong credentials. It says which of the two is wrong only if `path` names one of them. */
export function invalidCredentials(path: string[] | null = null) {
  const message = path ? "This is not your password." : "The e-mail address or the password is wrong.";
  return refusal("InvalidCredentialsError", "INVALID_CREDENTIALS", message, path);
}
