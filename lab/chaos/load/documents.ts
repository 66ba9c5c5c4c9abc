/** GraphQL documents of buyers and desks: each has one field, with the alias `answer`. */
const order =
  "order { id number state totals { total { minor currency } } lines { id sku quantity lineTotal { minor } } }";
const refusal = "... on UserError { code message path }";
const later = "... on IdempotencyInProgressError { retryAfterMs }";

function mutation(name: string, input: string, success: string, more = ""): string {
  return `mutation Chaos_${name}($input: ${input}!) { answer: ${name}(input: $input) { __typename ${success} ${more} ${refusal} } }`;
}

export const documents = {
  login: mutation("login", "LoginInput", "... on Session { accessToken }"),
  cartCreate: mutation("cartCreate", "CartCreateInput", "... on CartSaved { cart { id } }"),
  checkoutStart: mutation("checkoutStart", "CheckoutStartInput", "... on CheckoutStarted { checkout { id } }", later),
  checkoutUpdate: mutation(
    "checkoutUpdate",
    "CheckoutUpdateInput",
    "... on CheckoutSaved { checkout { id totals { total { minor } } shippingOptions { id } } }",
  ),
  paymentStart: mutation(
    "paymentStart",
    "PaymentStartInput",
    "... on PaymentStarted { payment { id state } }",
    `${later} ... on ProviderUnavailableError { retryAfterMs } ... on CheckoutNotPayableError { reason }`,
  ),
  paymentConfirm: mutation(
    "paymentConfirm",
    "PaymentConfirmInput",
    "... on PaymentConfirmed { payment { id state } }",
    `${later} ... on ProviderUnavailableError { retryAfterMs }`,
  ),
  checkoutComplete: mutation(
    "checkoutComplete",
    "CheckoutCompleteInput",
    `... on CheckoutCompleted { guestToken ${order} }`,
    later,
  ),
  orderCancel: mutation("orderCancel", "OrderCancelInput", "... on OrderCancelled { order { id state } }", later),
  orderRefund: mutation(
    "orderRefund",
    "OrderRefundInput",
    "... on OrderRefunded { refund { id state amount { minor } } order { id state } }",
    `${later} ... on AmountExceededError { maximumAmount { minor } }`,
  ),
  ordersToRefund: `query Chaos_ordersToRefund($filter: OrderFilter!) { answer: orders(first: 20, filter: $filter) { __typename nodes {
    id state refunds { state amount { minor } }
    payments { captured { minor } refunded { minor } refundPending { minor } disputes { state amount { minor } } } } } }`,
  orderMoney: `query Chaos_orderMoney($id: ID!) { answer: order(id: $id) { __typename id state amountDue { minor }
    lines { id } refunds { state } payments { state } } }`,
  orderCapture: mutation("orderCapture", "OrderCaptureInput", "... on OrderCaptured { order { id state } }", later),
  orderLinesCancel: mutation(
    "orderLinesCancel",
    "OrderLinesCancelInput",
    "... on OrderLinesCancelled { order { id state } }",
    later,
  ),
  fulfilmentCreate: mutation(
    "fulfilmentCreate",
    "FulfilmentCreateInput",
    "... on FulfilmentCreated { order { id state } fulfilment { id } }",
    later,
  ),
  shipmentCreate: mutation(
    "shipmentCreate",
    "ShipmentCreateInput",
    "... on ShipmentCreated { order { id state } shipment { id } }",
    later,
  ),
  inventoryAdjust: mutation(
    "inventoryAdjust",
    "InventoryAdjustInput",
    "... on InventoryAdjusted { variant { id } }",
    later,
  ),
  order: `query Chaos_order($id: ID!, $token: String) { answer: order(id: $id, guestToken: $token) { __typename id state } }`,
} as const;

export type OperationName = keyof typeof documents;
