/** Comparison of the last name that a stranger entered with those of an order: case, accents and spaces do not count. Pure functions. */
import { foldTextTwice } from "@hansa/kit/runtime";
import type { OrderRow } from "../../store/tables.ts";

/** Whether a name is the last name of the shipping or of the billing address. */
export function isLastNameOf(entered: string, order: Pick<OrderRow, "shippingAddress" | "billingAddress">): boolean {
  const forms = foldName(entered);
  return [order.shippingAddress, order.billingAddress].some(
    (address) => address && foldName(address.lastName).some((form) => form !== "" && forms.includes(form)),
  );
}

/** A folded name without spaces and hyphens: with umlauts as one letter, and as two. */
function foldName(name: string): string[] {
  return foldTextTwice(name).map((form) => form.replace(/[\p{M}\p{Z}\p{P}]/gu, ""));
}
