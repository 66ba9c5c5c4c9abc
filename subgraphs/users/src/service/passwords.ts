/** Which passwords are refused, and what is answered when one is wrong. */
import { refusal } from "@hansa/kit/refusals";
import { isStolen } from "./stolen-passwords.ts";

const minimumLength = 10;

/** The refusal of a password that is too short or known to thieves; undefined if it will do. */
export function refuseWeak(password: string, path: string[]) {
  const breached = isStolen(password);
  const isShort = [...password].length < minimumLength;
  if (!isShort && !breached) return undefined;
  const message = isShort
    ? `A password has at least ${minimumLength} characters.`
    : "This password is on lists of stolen ones. Choose another.";
  return { ...refusal("WeakPasswordError", "WEAK_PASSWORD", message, path), minimumLength, breached };
}

/** Says which of the two is wrong only where `path` names one of them. */
export function invalidCredentials(path: string[] | null = null) {
  const message = path ? "This is not your password." : "The e-mail address or the password is wrong.";
  return refusal("InvalidCredentialsError", "INVALID_CREDENTIALS", message, path);
}
