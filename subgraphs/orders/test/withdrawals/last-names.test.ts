/** Last names of strangers: case, accents, umlauts, hyphens and spaces do not count, and other names do not match. */
import { expect, test } from "vitest";
import { isLastNameOf } from "../../src/service/withdrawals/last-names.ts";
import { home } from "../support/purchase.ts";

const blank = { firstName: null, company: null, vatId: null, line2: null, region: null, regionName: null, phone: null };

function orderOf(shipping: string | null, billing: string | null) {
  const addressOf = (lastName: string | null) => (lastName === null ? null : { ...blank, ...home, lastName });
  return { shippingAddress: addressOf(shipping), billingAddress: addressOf(billing) };
}

test.each([
  ["olsen", "Olsen"],
  [" VAN DER  BERG ", "van der Berg"],
  ["vanderberg", "Van der Berg"],
  ["Garcia Marquez", "García-Márquez"],
  ["Müller", "Mueller"],
  ["muller", "Müller"],
  ["Mueller", "Mu\u0308ller"],
  ["Grosse", "Große"],
  ["Sorensen", "Sørensen"],
  ["Wałęsa", "Walesa"],
  ["OBrien", "O’Brien"],
  ["Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"],
  ["王", "王"],
])("%s is %s", (entered, known) => {
  expect(isLastNameOf(entered, orderOf(known, null))).toBe(true);
  expect(isLastNameOf(entered, orderOf(null, known))).toBe(true);
});

test.each([
  ["Olsen", "Olson"],
  ["Berg", "van der Berg"],
  ["王", "李"],
  ["-", "Olsen"],
  ["-", "’"],
])("%s is not %s", (entered, known) => {
  expect(isLastNameOf(entered, orderOf(known, "Nobody"))).toBe(false);
});

test("an order without addresses has no last name", () => {
  expect(isLastNameOf("Olsen", orderOf(null, null))).toBe(false);
});
