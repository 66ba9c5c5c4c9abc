/** Mutations of customers that stand only once or twice in one operation: aliases would multiply the places or rows that each of them takes. */
import type { MutationLimits } from "@hansa/kit/graphql";

/** Each hashes a password, waits for the processing of an order, or asks a payment provider: all senders share these. */
const once = [
  "accountErase",
  "checkoutComplete",
  "checkoutReopen",
  "emailChangeConfirm",
  "emailChangeRequest",
  "emailVerify",
  "login",
  "orderCancel",
  "passwordReset",
  "paymentConfirm",
  "paymentStart",
  "profileUpdate",
  "register",
  "savedMethodRemove",
  "withdrawalDeclare",
];

/** Each changes a cart or checkout of up to 60 lines: it takes the one writer of orders, and most ask products for all lines. */
const ofCarts = [
  "cartClaim",
  "cartCodeApply",
  "cartCodeRemove",
  "cartLinesAdd",
  "cartLinesRemove",
  "cartLinesUpdate",
  "checkoutUpdate",
];

/** Each leaves something new in a store or sends an e-mail. Two cover a form, such as the addresses of an invoice and of a parcel. */
const twice = [
  "accountExport",
  "addressSave",
  "cartCreate",
  "checkoutStart",
  "orderClaim",
  "passwordResetRequest",
  "returnRequest",
  "reviewSubmit",
  "withdrawalConfirm",
];

/**
 * How often a mutation may stand in one operation, by its name; different ones may stand together. Router, services and Apollo's gateway refuse
 * more with OPERATION_TOO_LARGE. Mutations of staff have no such limit.
 */
export const mutationLimits: MutationLimits = new Map([
  ...once.map((name) => [name, 1] as const),
  ...[...ofCarts, ...twice].map((name) => [name, 2] as const),
]);
