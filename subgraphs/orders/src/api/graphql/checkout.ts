/** Resolvers of the checkout, its totals and its shipping options. */

import { fullName } from "@hansa/commerce/address/postal-address";
import { regionNameOf } from "@hansa/commerce/address/regions";
import { rateText } from "@hansa/commerce/money";
import type { AddressSnapshot as AddressCopy } from "@hansa/contracts/users";
import type {
  AddressSnapshotResolvers,
  CheckoutResolvers,
  ShippingOptionResolvers,
  TaxLineResolvers,
  TotalsResolvers,
} from "../../generated/resolvers.ts";
import { isCheckoutBuyer } from "../../service/access.ts";
import {
  addCurrencyToDiscounts,
  addCurrencyToTaxes,
  cartOfCheckout,
  findVisibleCheckout,
  missingOf,
  orderOfCheckout,
  personOf,
  reservedUntil,
  shippingOptionsOf,
  shippingProblemOf,
  vatIdCheckOf,
} from "../../service/views/checkout.ts";
import { loadWholeOrder } from "../../service/views/order.ts";

export const Checkout: CheckoutResolvers = {
  __resolveReference: ({ id }, context) => findVisibleCheckout(context, id),
  cart: (checkout, _args, context) => cartOfCheckout(context, checkout),
  email: (checkout, _args, context) => personOf(context, checkout).email,
  shippingAddress: (checkout, _args, context) => personOf(context, checkout).shippingAddress,
  billingAddress: (checkout, _args, context) => personOf(context, checkout).billingAddress,
  vatIdCheck: (checkout, _args, context) => (isCheckoutBuyer(context, checkout) ? vatIdCheckOf(checkout) : null),
  reservedUntil: (checkout, _args, context) => reservedUntil(context, checkout),
  shippingOptions: (checkout, _args, context) => shippingOptionsOf(context, checkout),
  shippingProblem: (checkout, _args, context) => shippingProblemOf(context, checkout),
  selectedShipping: ({ shipping, currency }) => shipping && { ...shipping, currency },
  discounts: ({ discounts, currency }) => addCurrencyToDiscounts(discounts, currency),
  totals: (checkout) => checkout,
  missing: (checkout, _args, context) => missingOf(context, checkout),
  order: (checkout, _args, context) => orderOfCheckout(context, checkout),
};

export const Totals: TotalsResolvers = {
  subtotal: ({ subtotalMinor, currency }) => ({ minor: subtotalMinor, currency }),
  discount: ({ discountMinor, currency }) => ({ minor: discountMinor, currency }),
  shipping: ({ shippingMinor, currency }) => ({ minor: shippingMinor, currency }),
  tax: ({ taxMinor, currency }) => ({ minor: taxMinor, currency }),
  rounding: ({ roundingMinor, currency }) => ({ minor: roundingMinor, currency }),
  total: ({ totalMinor, currency }) => ({ minor: totalMinor, currency }),
  taxLines: async (totals, _args, context) => {
    const { taxParts, currency } = "taxParts" in totals ? totals : await loadWholeOrder(context, totals);
    return addCurrencyToTaxes(taxParts, currency);
  },
};

export const TaxLine: TaxLineResolvers = {
  rate: ({ rate }) => rateText(rate),
  base: ({ baseMinor, currency }) => ({ minor: baseMinor, currency }),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
};

export const ShippingOption: ShippingOptionResolvers = {
  price: ({ priceMinor, currency }) => ({ minor: priceMinor, currency }),
};

export const AddressSnapshot: AddressSnapshotResolvers = {
  lastName: (address) => unlessErased(address, address.lastName),
  name: (address) => unlessErased(address, fullName(address)),
  line1: (address) => unlessErased(address, address.line1),
  city: (address) => unlessErased(address, address.city),
  postalCode: (address) => unlessErased(address, address.postalCode),
  regionName: (address) => regionNameOf(address),
};

/** Null if the person of the address was erased: every other address has a last name. */
function unlessErased({ lastName }: AddressCopy, text: string): string | null {
  return lastName === "" ? null : text;
}
