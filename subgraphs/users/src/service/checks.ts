/** What people type about themselves, made uniform, and what is wrong with it. */
import { type InputProblem, problem } from "@hansa/kit/refusals";
import { z } from "zod";
import { isReservedName } from "./reserved-names.ts";

const longestEmail = 254;
const longestName = 80;

/** An address as it is stored and compared: capitals do not matter. */
export function readEmail(text: string): string {
  return text.trim().toLowerCase();
}

/** `email` as `readEmail` gave it. */
export function checkEmail(email: string): InputProblem[] {
  if (email.length <= longestEmail && z.email().safeParse(email).success) return [];
  return [problem("email", "FORMAT", "This is no e-mail address.")];
}

/** `name` without spaces around it. */
export function checkDisplayName(name: string): InputProblem[] {
  if (name.length === 0 || name.length > longestName)
    return [problem("displayName", "LENGTH", `A name has 1 to ${longestName} characters.`)];
  return hasControls(name) ? [problem("displayName", "FORMAT", "A name is one line of text.")] : [];
}

/** What is wrong with the name that a customer wants; staff may have names of the shop. */
export function checkCustomerName(name: string, shopName: string): InputProblem[] {
  if (!isReservedName(name, shopName)) return checkDisplayName(name);
  return [problem("displayName", "RESERVED", "This name is the shop's. Choose another one.")];
}

/** Line breaks and the like, which would break a label or a letter. */
function hasControls(text: string): boolean {
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}
