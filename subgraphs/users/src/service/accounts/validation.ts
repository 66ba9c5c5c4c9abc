/** Normalisation and validation of e-mail addresses and display names. */
import { type InputProblem, problem } from "@hansa/kit/runtime";
import { z } from "zod";
import { isReservedName } from "./reserved-names.ts";

const maxEmailLength = 254;
const maxNameLength = 80;

/** Normalises an address for storage and comparison: case does not matter. */
export function readEmail(text: string): string {
  return text.trim().toLowerCase();
}

/** `email` as `readEmail` gave it. */
export function checkEmail(email: string): InputProblem[] {
  if (email.length <= maxEmailLength && z.email().safeParse(email).success) return [];
  return [problem("email", "FORMAT", "This is no e-mail address.")];
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
