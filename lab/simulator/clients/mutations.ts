/** GraphQL mutations of simulated shoppers and staff, with small selections. */

import { z } from "zod";
import type { StoreName } from "../../audit/stores.ts";

export type Mutation = { service: StoreName; field: string; query: string };

/** Everything that any of them may answer, as far as a shopper looks at it. */
export const payload = z.looseObject({
  __typename: z.string(),
  retryAfterMs: z.int().optional(),
  cart: z.looseObject({ id: z.string(), lines: z.array(z.object({ id: z.string() })) }).optional(),
  checkout: z
    .looseObject({
      id: z.string(),
      state: z.string(),
      missing: z.array(z.string()),
      shippingOptions: z.array(z.object({ id: z.string() })),
    })
    .optional(),
  payment: z.looseObject({ id: z.string(), state: z.string() }).optional(),
  order: z.looseObject({ id: z.string(), state: z.string() }).optional(),
  guestToken: z.string().nullish(),
  refund: z.looseObject({ state: z.string() }).optional(),
  fulfilment: z.looseObject({ id: z.string() }).optional(),
  shipment: z.looseObject({ id: z.string() }).optional(),
  orderReturn: z.looseObject({ id: z.string() }).optional(),
});
export type Payload = z.infer<typeof payload>;

const checkout = "checkout { id state missing shippingOptions { id } }";

const cartSaved = "... on CartSaved { cart { id lines { id } } }";

export const cartCreate = mutation("orders", "cartCreate", cartSaved);
export const cartLinesAdd = mutation("orders", "cartLinesAdd", cartSaved);
export const cartLinesUpdate = mutation("orders", "cartLinesUpdate", cartSaved);
export const cartLinesRemove = mutation("orders", "cartLinesRemove", cartSaved);
export const cartCodeApply = mutation("orders", "cartCodeApply", cartSaved);
export const cartCodeRemove = mutation("orders", "cartCodeRemove", cartSaved);
export const cartClaim = mutation("orders", "cartClaim", cartSaved);
export const checkoutStart = mutation("orders", "checkoutStart", `... on CheckoutStarted { ${checkout} }`);
export const checkoutUpdate = mutation("orders", "checkoutUpdate", `... on CheckoutSaved { ${checkout} }`);
export const checkoutReopen = mutation("orders", "checkoutReopen", `... on CheckoutReopened { ${checkout} }`);
export const paymentStart = mutation("payments", "paymentStart", "... on PaymentStarted { payment { id state } }");
export const paymentConfirm = mutation(
  "payments",
  "paymentConfirm",
  "... on PaymentConfirmed { payment { id state } }",
);
export const checkoutComplete = mutation(
  "orders",
  "checkoutComplete",
  "... on CheckoutCompleted { guestToken order { id state } }",
);
export const orderCancel = mutation("orders", "orderCancel", "... on OrderCancelled { order { id state } }");
export const orderRefund = mutation("orders", "orderRefund", "... on OrderRefunded { refund { state } }");
export const orderLinesCancel = mutation(
  "orders",
  "orderLinesCancel",
  "... on OrderLinesCancelled { order { id state } }",
);
export const fulfilmentCreate = mutation(
  "orders",
  "fulfilmentCreate",
  "... on FulfilmentCreated { fulfilment { id } }",
);
export const orderCapture = mutation("orders", "orderCapture", "");
export const orderHold = mutation("orders", "orderHold", "");
export const orderHoldRelease = mutation("orders", "orderHoldRelease", "");
export const orderNoteAdd = mutation("orders", "orderNoteAdd", "");
export const promotionSave = mutation("orders", "promotionSave", "");
const itsReturn = "orderReturn { id }";
export const returnRequest = mutation("orders", "returnRequest", `... on ReturnRequested { ${itsReturn} }`);
export const returnResolve = mutation("orders", "returnResolve", `... on ReturnResolved { ${itsReturn} }`);
export const returnReceive = mutation("orders", "returnReceive", `... on ReturnReceived { ${itsReturn} }`);
export const savedMethodSetDefault = mutation("payments", "savedMethodSetDefault", "");
export const savedMethodRemove = mutation("payments", "savedMethodRemove", "");
export const inventoryAdjust = mutation("products", "inventoryAdjust", "");
export const inventoryAdjustMany = mutation("products", "inventoryAdjustMany", "");
export const shipmentUpdate = mutation("orders", "shipmentUpdate", "");
export const shipmentCreate = mutation("orders", "shipmentCreate", "... on ShipmentCreated { shipment { id } }");

/** The state of a checkout and its order, if it has one. */
export const checkoutQuery =
  "query Seen($id: ID!) { checkout(id: $id) { state order { id state lines { id quantity } } } }";

export const seenCheckout = z.object({
  checkout: z
    .object({
      state: z.string(),
      order: z
        .object({
          id: z.string(),
          state: z.string(),
          lines: z.array(z.object({ id: z.string(), quantity: z.int() })),
        })
        .nullable(),
    })
    .nullable(),
});
export type SeenOrder = NonNullable<NonNullable<z.infer<typeof seenCheckout>["checkout"]>["order"]>;

function mutation(service: StoreName, field: string, selection: string): Mutation {
  const input = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation Simulated($input: ${input}!) { ${field}(input: $input) { __typename ${selection} } }`;
  return { service, field, query };
}
