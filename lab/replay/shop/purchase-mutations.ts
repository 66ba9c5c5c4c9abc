/** The buyer's mutations, from an empty cart to an order. */
import { z } from "zod";
import { inProgress, mutation, providerAway } from "../../client/retrying-client.ts";

const checkoutFields = "checkout { id totals { total { minor currency } } availableMethods { code } }";
/** The fields read of a checkout, also of a locked one. */
export const checkout = z.object({
  checkout: z.object({
    id: z.string(),
    totals: z.object({ total: z.object({ minor: z.int(), currency: z.literal("GBP") }) }),
    availableMethods: z.array(z.object({ code: z.string() })).min(1),
  }),
});

export const cartCreate = mutation(
  { name: "cartCreate", input: "CartCreateInput", success: "CartSaved", selection: "cart { id }" },
  z.object({ cart: z.object({ id: z.string() }) }),
);
export const cartLinesAdd = mutation(
  { name: "cartLinesAdd", input: "CartLinesAddInput", success: "CartSaved", selection: "cart { version }" },
  z.object({ cart: z.object({ version: z.int() }) }),
);
export const checkoutStart = mutation(
  {
    name: "checkoutStart",
    input: "CheckoutStartInput",
    success: "CheckoutStarted",
    selection: "checkout { id }",
    refusals: inProgress,
  },
  z.object({ checkout: z.object({ id: z.string() }) }),
);
export const checkoutUpdate = mutation(
  {
    name: "checkoutUpdate",
    input: "CheckoutUpdateInput",
    success: "CheckoutSaved",
    selection: checkoutFields,
    refusals: `... on CheckoutLockedError { ${checkoutFields} }`,
  },
  checkout,
);
export const paymentStart = mutation(
  {
    name: "paymentStart",
    input: "PaymentStartInput",
    success: "PaymentStarted",
    selection: "payment { id state }",
    refusals: `${inProgress} ${providerAway} ... on CheckoutNotPayableError { reason }`,
  },
  z.object({ payment: z.object({ id: z.string(), state: z.string() }) }),
);
export const checkoutComplete = mutation(
  {
    name: "checkoutComplete",
    input: "CheckoutCompleteInput",
    success: "CheckoutCompleted",
    selection: "order { number state }",
    refusals: inProgress,
  },
  z.object({ order: z.object({ number: z.string(), state: z.string() }) }),
);
