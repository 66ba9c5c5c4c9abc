/** E-mail addresses: the form in which they are stored and compared, and their validation. */

import { domainToASCII } from "node:url";
import { z } from "zod";

const maxLength = 254;
const ascii = /^\p{ASCII}*$/u;
const form = z.email();

/** The fault of an address, with a message for the person who typed it. */
export type EmailFault = { code: "FORMAT" | "LOCAL_PART"; message: string };

/** Returns the address without blanks around it, in lower case, with its domain as mail servers know it (`müller.example` is `xn--mller-kva.example`). */
export function readEmail(text: string): string {
  const email = text.trim().toLowerCase();
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1);
  return at < 0 || ascii.test(domain) ? email : `${email.slice(0, at)}@${domainToASCII(domain)}`;
}

/** Returns the fault of an address as `readEmail` gave it; undefined if mail can be sent to it. */
export function findEmailFault(email: string): EmailFault | undefined {
  const local = email.slice(0, email.lastIndexOf("@"));
  if (!ascii.test(local)) {
    const message = "Many mail servers cannot deliver to an address with such letters before the @. Enter another one.";
    return { code: "LOCAL_PART", message };
  }
  if (email.length <= maxLength && form.safeParse(email).success) return undefined;
  return { code: "FORMAT", message: "This is not an e-mail address." };
}
