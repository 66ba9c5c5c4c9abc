/** Mutations and queries of orders for tests: each mutation returns the whole member of its result union. */
import { readFileSync } from "node:fs";
import { Kind, parse } from "graphql";
import { z } from "zod";
import type { Asker, Shop } from "./shop.ts";

const money = "{ minor currency }";
const discounts = `discounts { label code discount ${money} }`;
const totals = `totals {
  subtotal ${money} discount ${money} shipping ${money} tax ${money} total ${money} taxIncluded
  taxLines { name rate base ${money} amount ${money} }
}`;
const address = "{ firstName lastName name company vatId line1 line2 city region postalCode country phone }";
const option = `{ id carrier label price ${money} etaDaysMin etaDaysMax }`;
const cart = `{
  id version state currency totalQuantity owner { id } checkout { id state } code codeRejection ${discounts} ${totals}
  lines { id quantity sku title unitPrice ${money} discount ${money} lineTotal ${money} variant { id } }
}`;
const checkout = `{
  id state reservedUntil email missing shippingOptions ${option} selectedShipping ${option} ${discounts} ${totals}
  shippingAddress ${address} billingAddress ${address} cart ${cart} order { id state }
}`;
const orderFields = `
  id number state cancelReason invoiceNumber email totalQuantity hold { reason since } customer { id } ${discounts} ${totals}
  shippingAddress ${address} billingAddress ${address} shippingOption ${option} timeline { kind actor summary at }
  lines { id quantity sku title unitPrice ${money} discount ${money} lineTotal ${money} tax ${money} taxLines { name amount ${money} } variant { id } }
`;

const parts = "parts { line { id } quantity }";
const shipment = `{ id status carrier trackingNumber trackingUrl shippedAt deliveredAt ${parts} }`;
const fulfilment = `{ id state ${parts} toPutBack { line { id } quantity } shipments ${shipment} }`;
const refund = `{
  id state amount ${money} shipping ${money} adjustment ${money} settledAt parts { line { id } quantity amount ${money} }
}`;
const orderReturn = `{
  id kind state reason note requestedAt resolvedAt receivedAt parts { line { id } quantity received } refund { id state }
}`;
const afterFields = `
  deliveredAt settlement amountDue ${money} updatedAt nextActions fulfilments ${fulfilment} refunds ${refund} returns ${orderReturn}
  lines { cancelled shipped delivered returned refunded }
`;
const withdrawal = `{
  id reference state receivedAt refundDueBy proofRecordedAt settledAt shippingDue ${money}
  parts { line { id } quantity cancelled returned } returns { id kind state }
}`;
const promotion = `promotion { version
  id label code rateOff amountsOff ${money} freeShipping combines collectionIds variantIds minimumSubtotals ${money}
  usesPerCustomer usesTotal usesTaken startsAt endsAt active
}`;

/** The selected fields of each member of a union. */
const selections: Record<string, string> = {
  CartSaved: `cart ${cart}`,
  CheckoutStarted: `checkout ${checkout}`,
  CheckoutSaved: `checkout ${checkout}`,
  CheckoutReopened: `checkout ${checkout}`,
  CheckoutCompleted: `order { ${orderFields} } guestToken`,
  OrderCancelled: `order { ${orderFields} ${afterFields} }`,
  OrderLinesCancelled: `order { ${orderFields} ${afterFields} }`,
  FulfilmentGoodsPutBack: `fulfilment ${fulfilment}`,
  FulfilmentCreated: `order { ${orderFields} ${afterFields} } fulfilment ${fulfilment}`,
  ShipmentCreated: `order { ${orderFields} ${afterFields} } shipment ${shipment}`,
  ShipmentUpdated: `order { ${orderFields} ${afterFields} } shipment ${shipment}`,
  OrderRefunded: `order { ${orderFields} ${afterFields} } refund ${refund}`,
  OrderCaptured: `order { ${orderFields} ${afterFields} } amount ${money} isTaken`,
  OrderHeld: `order { ${orderFields} ${afterFields} }`,
  OrderHoldReleased: `order { ${orderFields} ${afterFields} }`,
  ReturnRequested: `order { ${orderFields} ${afterFields} } orderReturn ${orderReturn}`,
  ReturnResolved: `order { ${orderFields} ${afterFields} } orderReturn ${orderReturn}`,
  ReturnReceived: `order { ${orderFields} ${afterFields} } orderReturn ${orderReturn}`,
  WithdrawalReceived: `reference receivedAt own: order { id state hold { reason } withdrawalClosesAt } withdrawal ${withdrawal}`,
  WithdrawalClosedError: "line { id } closedBecause: cause closedAt",
  WithdrawalContested: `withdrawal ${withdrawal}`,
  WithdrawalProofRecorded: `withdrawal ${withdrawal}`,
  WithdrawalTransitionError: "withdrawalState",
  RateLimitedError: "retryAfterMs",
  InvalidTransitionError: "orderState: state allowed blockedBy",
  ShipmentTransitionError: "status mayFollow: allowed",
  ReturnTransitionError: "returnState mayBecome: allowedStates",
  QuantityExceededError: "line { id } units: maximum cause",
  AmountExceededError: `maximumAmount ${money}`,
  ReturnPeriodOverError: "line { id } closedAt",
  CaptureRefusedError: `order { ${orderFields} ${afterFields} }`,
  OrderNoteAdded: "order { id notes { text at author { id } } }",
  PromotionSaved: promotion,
  PromotionEnded: promotion,
  TooManyCodesError: "retryAfterMs",
  PromotionUsedUpError: `usedUpReason cart ${cart}`,
  CodeRejectedError: `reason minimum ${money}`,
  OutOfStockError: "lines { variantId sku title wanted available }",
  VariantNotSoldError: "variantIds currency",
  CurrencyNotOfferedError: "offered",
  CountryNotServedError: "country served",
  CartLimitError: "maximumQuantity maximumLines",
  CartConflictError: `current ${cart}`,
  CartClosedError: "",
  CartCurrencyMismatchError: "guestCurrency existingCurrency",
  CartEmptyError: `cart ${cart}`,
  CheckoutLockedError: `checkout ${checkout}`,
  PriceChangedError: `cart ${cart} changes { line { id unitPrice ${money} } was ${money} }`,
  ReservedUnitsLimitError: "maximum",
  ReservationLimitError: "lines { variantId sku title wanted available }",
  CheckoutExpiredError: `cart ${cart}`,
  CheckoutIncompleteError: "missing",
  PaymentRequiredError: `outstanding ${money} checkout ${checkout}`,
  ValidationError: "problems { path code }",
  VersionConflictError: "currentVersion",
  NotFoundError: "",
  IdempotencyKeyReusedError: "",
  IdempotencyInProgressError: "retryAfterMs",
  ProviderUnavailableError: "retryAfterMs",
};

const { definitions } = parse(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));

/** The members of a union, as the schema lists them. */
function membersOf(union: string): string[] {
  const found = definitions.find(
    (definition) => definition.kind === Kind.UNION_TYPE_DEFINITION && definition.name.value === union,
  );
  if (found?.kind !== Kind.UNION_TYPE_DEFINITION) throw new Error(`the schema has no union ${union}`);
  return (found.types ?? []).map((member) => member.name.value);
}

/** A selection of all members of a union. */
function selectAll(union: string): string {
  const parts = membersOf(union).map((member) => {
    const selection = selections[member];
    if (selection === undefined) throw new Error(`nothing is asked of ${member}`);
    return selection === "" ? "" : `... on ${member} { ${selection} }`;
  });
  return `__typename ... on UserError { code message path } ${parts.join(" ")}`;
}

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
  orderCancel: "OrderCancelResult",
  orderLinesCancel: "OrderLinesCancelResult",
  orderRefund: "OrderRefundResult",
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
  withdrawalDeclare: "WithdrawalDeclareResult",
  withdrawalContest: "WithdrawalContestResult",
  withdrawalProofRecord: "WithdrawalProofRecordResult",
  promotionSave: "PromotionSaveResult",
  promotionEnd: "PromotionEndResult",
} as const;

/**
 * Sends a mutation and returns the member of its union; throws with the whole response if there were errors. The header `hansa-guest` has the
 * checkout of the input unless the asker says otherwise.
 */
export async function change(
  s: Shop,
  field: keyof typeof mutations,
  input: Record<string, unknown>,
  asker: Asker = {},
): Promise<Member> {
  const guest = asker.guest ?? (typeof input.checkoutId === "string" ? [input.checkoutId] : []);
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selectAll(mutations[field])} } }`;
  const answer = await s.query(text, { input }, { ...asker, guest });
  const found = shownMember.safeParse(answer.data?.[field]);
  if (!found.success || answer.errors) throw new Error(`no member in ${JSON.stringify(answer)}`);
  return { ...found.data, replayed: answer.extensions?.replayed === true };
}

/** Returns the value; throws if it is null or undefined. */
export function present<T>(value: T | null | undefined, name = "something"): T {
  if (value === null || value === undefined) throw new Error(`${name} was expected`);
  return value;
}

/** The cart as visible to this viewer. */
export async function seeCart(s: Shop, id: string, asker: Asker = {}) {
  const answer = await s.query(`query ($id: ID!) { cart(id: $id) ${cart} }`, { id }, asker);
  return shownCart.nullable().parse(answer.data?.cart);
}

/** The order with its timeline, as visible to this viewer. */
export async function seeOrder(s: Shop, id: string, asker: Asker = {}) {
  const text = `query ($id: ID!) { order(id: $id) { ${orderFields} ${afterFields} } }`;
  const answer = await s.query(text, { id }, asker);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return shownOrder.nullable().parse(answer.data?.order);
}

/** The checkout as visible to this viewer. */
export async function seeCheckout(s: Shop, id: string, asker: Asker = {}) {
  const presented = { guest: [id], ...asker };
  const answer = await s.query(`query ($id: ID!) { checkout(id: $id) ${checkout} }`, { id }, presented);
  return shownCheckout.nullable().parse(answer.data?.checkout);
}
