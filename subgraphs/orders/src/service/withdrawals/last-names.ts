/** Comparison of the last name that a stranger entered with those of an order: case, accents and spaces do not count. Pure functions. */
import type { OrderRow } from "../../store/tables.ts";

/** Letters that Unicode does not decompose. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  œ: "oe",
  æ: "ae",
  ı: "i",
};
const umlauts = /([aou])\u0308/gu;

/** Whether a name is the last name of the shipping or of the billing address. */
export function isLastNameOf(entered: string, order: Pick<OrderRow, "shippingAddress" | "billingAddress">): boolean {
  const forms = foldName(entered);
  return [order.shippingAddress, order.billingAddress].some(
    (address) => address && foldName(address.lastName).some((form) => form !== "" && forms.includes(form)),
  );
}

/** A name in small letters without spaces, hyphens and accents: with umlauts as one letter, and as two. */
function foldName(name: string): string[] {
  const small = name.normalize("NFKD").toLowerCase();
  return [small, small.replace(umlauts, "$1e")].map((form) =>
    form.replace(/[\p{M}\p{Z}\p{P}]/gu, "").replace(/\p{L}/gu, (letter) => plainLetters[letter] ?? letter),
  );
}
