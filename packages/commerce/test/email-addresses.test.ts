/** E-mail addresses: one form for each mailbox, and a reason for each that cannot be used. */
import { expect, test } from "vitest";
import { findEmailFault, readEmail } from "../src/email-addresses.ts";

test.each([
  [" Kunde@Example.COM ", "kunde@example.com"],
  ["kunde@müller.example", "kunde@xn--mller-kva.example"],
  ["KUNDE@MÜLLER.EXAMPLE", "kunde@xn--mller-kva.example"],
  ["kunde@mu\u0308ller.example", "kunde@xn--mller-kva.example"],
  ["kunde@例え.example", "kunde@xn--r8jz45g.example"],
])("%j is the mailbox %s", (typed, email) => {
  expect(readEmail(typed)).toBe(email);
  expect(readEmail(readEmail(typed))).toBe(email);
  expect(findEmailFault(email)).toBeUndefined();
});

test.each([
  ["jörg@example.com", "LOCAL_PART"],
  ["用户@例え.example", "LOCAL_PART"],
  ["ada", "FORMAT"],
  ["", "FORMAT"],
  ["a@b", "FORMAT"],
  ["a@müller .example", "FORMAT"],
  [`${"a".repeat(250)}@example.com`, "FORMAT"],
])("%j is refused as %s", (typed, code) => {
  expect(findEmailFault(readEmail(typed))).toMatchObject({ code });
});
