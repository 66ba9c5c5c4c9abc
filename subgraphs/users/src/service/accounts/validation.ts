/** Validation of e-mail addresses and display names. */
import { findEmailFault } from "@hansa/commerce/email-addresses";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import { isReservedName } from "./reserved-names.ts";

const maxNameLength = 80;

/** `email` as `readEmail` gave it. */
export function checkEmail(email: string): InputProblem[] {
  const fault = findEmailFault(email);
  return fault ? [problem("email", fault.code, fault.message)] : [];
}

/** `name` without spaces around it. */
export function checkDisplayName(name: string): InputProblem[] {
  if (name.length === 0 || name.length > maxNameLength)
    return [problem("displayName", "LENGTH", `A name has 1 to ${maxNameLength} characters.`)];
  return hasControlCharacters(name) ? [problem("displayName", "FORMAT", "A name is one line of text.")] : [];
}

/** Checks the name of a customer, which may not be reserved; staff may have reserved names. */
export function checkCustomerName(name: string, shopName: string): InputProblem[] {
  if (!isReservedName(name, shopName)) return checkDisplayName(name);
  return [problem("displayName", "RESERVED", "This name is the shop's. Choose another one.")];
}

/** Whether the text has line breaks or control characters, which would break a label or an e-mail. */
function hasControlCharacters(text: string): boolean {
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}
