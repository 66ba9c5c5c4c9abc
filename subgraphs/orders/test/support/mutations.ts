/** Mutations and queries of orders for tests: each mutation returns the whole member of its result union. */
import { expect } from "vitest";
import { z } from "zod";
import { afterFields, cart, checkout, orderFields, selectAll } from "./selections.ts";
import type { Sender, Shop } from "./shop.ts";

const amount = z.object({ minor: z.number(), currency: z.string() });
const shownTotals = z.looseObject({ subtotal: amount, discount: amount, shipping: amount, tax: amount, total: amount });
const shownLine = z.looseObject({
  id: z.string(),
  quantity: z.number(),
  unitPrice: amount,
  variant: z.object({ id: z.string() }),
});
const shownCart = z.looseObject({
  id: z.string(),
  version: z.number(),
  state: z.string(),
  lines: z.array(shownLine),
  totals: shownTotals,
});
const shownCheckout = z.looseObject({
  id: z.string(),
  state: z.string(),
  reservedUntil: z.string().nullable(),
  totals: shownTotals,
});
const shownOrder = z.looseObject({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  invoiceNumber: z.string().nullable(),
  timeline: z.array(z.looseObject({ kind: z.string() })),
});
const shownMember = z.looseObject({
  __typename: z.string(),
  cart: shownCart.optional(),
  current: shownCart.optional(),
  checkout: shownCheckout.optional(),
  order: shownOrder.partial({ timeline: true, number: true, state: true, invoiceNumber: true }).optional(),
  guestToken: z.string().nullish(),
  fulfilment: z.looseObject({ id: z.string() }).optional(),
  shipment: z.looseObject({ id: z.string(), status: z.string() }).optional(),
  refund: z.looseObject({ id: z.string(), state: z.string(), amount }).optional(),
  orderReturn: z.looseObject({ id: z.string(), state: z.string() }).optional(),
  withdrawal: z.looseObject({ id: z.string(), state: z.string() }).nullish(),
  promotion: z.looseObject({ id: z.string(), usesTaken: z.number() }).optional(),
});
export type Member = z.infer<typeof shownMember> & { replayed: boolean };

const mutations = {
  cartCreate: "CartCreateResult",
  cartLinesAdd: "CartChangeResult",
  cartLinesUpdate: "CartChangeResult",
  cartLinesRemove: "CartChangeResult",
  cartCodeApply: "CartCodeApplyResult",
  cartCodeRemove: "CartCodeRemoveResult",
  cartClaim: "CartClaimResult",
  checkoutStart: "CheckoutStartResult",
  checkoutUpdate: "CheckoutUpdateResult",
  checkoutReopen: "CheckoutReopenResult",
  checkoutComplete: "CheckoutCompleteResult",
  orderNoteAdd: "OrderNoteAddResult",
  orderClaim: "OrderClaimResult",
  orderCancel: "OrderCancelResult",
  orderLinesCancel: "OrderLinesCancelResult",
  orderRefund: "OrderRefundResult",
  orderVatIdCorrect: "OrderVatIdCorrectResult",
  orderContactUpdate: "OrderContactUpdateResult",
  orderMailResend: "OrderMailResendResult",
  orderCapture: "OrderCaptureResult",
  fulfilmentCreate: "FulfilmentCreateResult",
  fulfilmentPutBack: "FulfilmentPutBackResult",
  shipmentCreate: "ShipmentCreateResult",
  shipmentUpdate: "ShipmentUpdateResult",
  orderHold: "OrderHoldResult",
  orderHoldRelease: "OrderHoldReleaseResult",
  returnRequest: "ReturnRequestResult",
  returnResolve: "ReturnResolveResult",
  returnReceive: "ReturnReceiveResult",
  returnClose: "ReturnCloseResult",
  withdrawalDeclare: "WithdrawalDeclareResult",
  withdrawalConfirm: "WithdrawalConfirmResult",
  withdrawalContest: "WithdrawalContestResult",
  withdrawalProofRecord: "WithdrawalProofRecordResult",
  withdrawalRecord: "WithdrawalRecordResult",
  promotionSave: "PromotionSaveResult",
  promotionEnd: "PromotionEndResult",
} as const;

/**
 * Sends a mutation and returns the member of its union; throws with the whole response if there were errors. The header `hansa-guest` has the
 * checkout of the input unless the sender says otherwise.
 */
export async function change(
  s: Shop,
  field: keyof typeof mutations,
  input: Record<string, unknown>,
  sender: Sender = {},
): Promise<Member> {
  const guest = sender.guest ?? (typeof input.checkoutId === "string" ? [input.checkoutId] : []);
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selectAll(mutations[field])} } }`;
  const response = await s.query(text, { input }, { ...sender, guest });
  const found = shownMember.safeParse(response.data?.[field]);
  if (!found.success || response.errors) throw new Error(`no member in ${JSON.stringify(response)}`);
  return { ...found.data, replayed: response.extensions?.replayed === true };
}

/** Returns the value; throws if it is null or undefined. */
export function present<T>(value: T | null | undefined, name = "something"): T {
  if (value === null || value === undefined) throw new Error(`${name} was expected`);
  return value;
}

/** The cart as visible to this viewer. */
export async function seeCart(s: Shop, id: string, sender: Sender = {}) {
  const response = await s.query(`query ($id: ID!) { cart(id: $id) ${cart} }`, { id }, sender);
  return shownCart.nullable().parse(response.data?.cart);
}

/** The order with its timeline, as visible to this viewer. */
export async function seeOrder(s: Shop, id: string, sender: Sender = {}) {
  const text = `query ($id: ID!) { order(id: $id) { ${orderFields} ${afterFields} } }`;
  const response = await s.query(text, { id }, sender);
  if (response.errors) throw new Error(JSON.stringify(response.errors));
  return shownOrder.nullable().parse(response.data?.order);
}

/** The checkout as visible to this viewer. */
export async function seeCheckout(s: Shop, id: string, sender: Sender = {}) {
  const presented = { guest: [id], ...sender };
  const response = await s.query(`query ($id: ID!) { checkout(id: $id) ${checkout} }`, { id }, presented);
  return shownCheckout.nullable().parse(response.data?.checkout);
}

/** Matches the number of the order with this place in the sequence. */
export function orderNumber(sequence: number): unknown {
  return expect.stringMatching(new RegExp(`^${sequence}-\\d{4}$`));
}
