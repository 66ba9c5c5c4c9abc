/** A whole purchase by a customer: the tabs B1 to B4 of the playground, from a new cart to the paid order. */
import { address } from "@hansa/client/buyer";
import type { Step } from "./session.ts";
import { readPlaygroundText } from "./texts.ts";

/** The requests of a purchase of one variant. */
export function purchaseSteps(variantId: string, quantity: number): Step[] {
  const checkoutId = "{{checkout}}";
  return [
    step("B1_FillCart", { input: { currency: "EUR", lines: [{ variantId, quantity }] } }, ["CartSaved"], {
      cart: "cartCreate.cart.id",
    }),
    step("B2_StartCheckout", { input: { cartId: "{{cart}}", idempotencyKey: "{{key}}-start" } }, ["CheckoutStarted"], {
      checkout: "checkoutStart.checkout.id",
    }),
    step("B3_Address", { input: { checkoutId, shippingAddress: address } }, ["CheckoutSaved"], {
      shipping: "checkoutUpdate.checkout.shippingOptions.0.id",
    }),
    step(
      "B4_Pay",
      {
        shipping: { checkoutId, shippingOptionId: "{{shipping}}" },
        payment: { checkoutId, methodCode: "card", paymentToken: "tok_ok", idempotencyKey: "{{key}}-pay" },
        order: { checkoutId, idempotencyKey: "{{key}}-order" },
      },
      ["CheckoutSaved", "PaymentStarted", "CheckoutCompleted"],
    ),
  ];
}

function step(name: string, variables: object, expects: string[], takes: Record<string, string> = {}): Step {
  return { body: JSON.stringify({ query: readPlaygroundText(name), variables }), takes, expects };
}
