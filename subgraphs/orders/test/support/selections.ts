/** Selections of the orders schema for tests: the fields of carts, checkouts and orders, and all members of result unions. */
import { readFileSync } from "node:fs";
import { Kind, parse } from "graphql";

const money = "{ minor currency }";
const discounts = `discounts { label code discount ${money} }`;
const totals = `totals {
  subtotal ${money} discount ${money} shipping ${money} tax ${money} total ${money} taxIncluded
  taxLines { name rate category country base ${money} amount ${money} }
}`;
const address = "{ firstName lastName name company vatId line1 line2 city region regionName postalCode country phone }";
const option = `{ id carrier label price ${money} etaDaysMin etaDaysMax }`;
export const cart = `{
  id version state currency totalQuantity owner { id } checkout { id state } code codeRejection ${discounts} ${totals}
  lines { id quantity sku title unitPrice ${money} discount ${money} lineTotal ${money} variant { id } }
}`;
export const checkout = `{
  id state reservedUntil email missing shippingOptions ${option} shippingProblem selectedShipping ${option} ${discounts} ${totals}
  shippingAddress ${address} billingAddress ${address} cart ${cart} order { id state }
}`;
export const orderFields = `
  id number state cancelReason invoiceNumber email totalQuantity hold { reason since } customer { id } ${discounts} ${totals}
  shippingAddress ${address} billingAddress ${address} shippingOption ${option} timeline { kind actor summary at }
  lines { id quantity sku title unitPrice ${money} discount ${money} lineTotal ${money} tax ${money} taxLines { name amount ${money} } variant { id } }
`;

const parts = "parts { line { id } quantity }";
const shipment = `{ id status carrier trackingNumber trackingUrl shippedAt deliveredAt ${parts} }`;
const fulfilment = `{ id state isResend ${parts} toPutBack { line { id } quantity } shipments ${shipment} }`;
const refund = `{
  id state amount ${money} shipping ${money} adjustment ${money} settledAt parts { line { id } quantity amount ${money} }
}`;
const orderReturn = `{
  id kind state reason note requestedAt resolvedAt receivedAt outcome closedAt parts { line { id } quantity received released replaced } refund { id state } refunds { id state amount { minor } }
}`;
export const afterFields = `
  deliveredAt settlement amountDue ${money} updatedAt nextActions fulfilments ${fulfilment} refunds ${refund} returns ${orderReturn}
  lines { cancelled shipped delivered returned resendable refunded partlyRefunded reduction ${money} }
`;
const withdrawal = `{
  id reference state receivedAt channel sentOn refundDueBy proofRecordedAt settledAt shippingDue ${money}
  parts { line { id } quantity cancelled returned } returns { id kind state }
}`;
const mail = "{ kind subjectId queuedAt sentAt refusedAt }";
const promotion = `promotion { version
  id label code rateOff amountsOff ${money} freeShipping combines collectionIds variantIds minimumSubtotals ${money}
  countries shippingMethodIds maximumDiscounts ${money}
  usesPerCustomer usesTotal usesTaken startsAt endsAt active
}`;

/** The selected fields of each member of a union. */
const selections: Record<string, string> = {
  CartSaved: `cart ${cart}`,
  CheckoutStarted: `checkout ${checkout}`,
  CheckoutSaved: `checkout ${checkout}`,
  CheckoutReopened: `checkout ${checkout}`,
  CheckoutCompleted: `order { ${orderFields} } guestToken`,
  OrderClaimed: `order { ${orderFields} }`,
  OrderCancelled: `order { ${orderFields} ${afterFields} }`,
  OrderLinesCancelled: `order { ${orderFields} ${afterFields} }`,
  FulfilmentGoodsPutBack: `fulfilment ${fulfilment}`,
  FulfilmentCreated: `order { ${orderFields} ${afterFields} } fulfilment ${fulfilment}`,
  ShipmentCreated: `order { ${orderFields} ${afterFields} } shipment ${shipment}`,
  ShipmentUpdated: `order { ${orderFields} ${afterFields} } shipment ${shipment}`,
  OrderRefunded: `order { ${orderFields} ${afterFields} } refund ${refund} heldBack ${money}`,
  OrderVatIdCorrected: `order { ${orderFields} ${afterFields} } refund ${refund}`,
  OrderContactUpdated: `order { ${orderFields} ${afterFields} }`,
  OrderChangedError: "order { id email updatedAt }",
  TaxWouldChangeError: "",
  OrderMailQueued: `order { id email } mail ${mail}`,
  OrderCaptured: `order { ${orderFields} ${afterFields} } amount ${money} isTaken`,
  OrderHeld: `order { ${orderFields} ${afterFields} } warnings { code path }`,
  OrderHoldReleased: `order { ${orderFields} ${afterFields} } warnings { code path }`,
  ReturnRequested: `order { ${orderFields} ${afterFields} } orderReturn ${orderReturn}`,
  ReturnResolved: `order { ${orderFields} ${afterFields} } orderReturn ${orderReturn}`,
  ReturnReceived: `order { ${orderFields} ${afterFields} } orderReturn ${orderReturn}`,
  ReturnClosed: `order { ${orderFields} ${afterFields} } orderReturn ${orderReturn}`,
  WithdrawalReceived: `reference receivedAt own: order { id state hold { reason } withdrawalClosesAt } withdrawal ${withdrawal}`,
  WithdrawalClosedError: "line { id } closedBecause: cause closedAt",
  WithdrawalConfirmed: `reference receivedAt state refundDueBy withdrawal ${withdrawal}`,
  WithdrawalContested: `withdrawal ${withdrawal} warnings { code path }`,
  WithdrawalProofRecorded: `withdrawal ${withdrawal}`,
  WithdrawalRecorded: `order { ${orderFields} ${afterFields} } withdrawal ${withdrawal} warnings { code path }`,
  WithdrawalTransitionError: "withdrawalState",
  RateLimitedError: "retryAfterMs",
  InvalidTransitionError: "orderState: state allowed blockedBy",
  ShipmentTransitionError: "status mayFollow: allowed",
  ReturnTransitionError: "returnState mayBecome: allowedStates",
  QuantityExceededError: "line { id } units: maximum cause",
  AmountExceededError: `maximumAmount ${money}`,
  ReturnPeriodOverError: "line { id } closedAt",
  CaptureRefusedError: `order { ${orderFields} ${afterFields} }`,
  OrderNoteAdded: "order { id notes { text at author { id } } } warnings { code path }",
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
export function selectAll(union: string): string {
  const parts = membersOf(union).map((member) => {
    const selection = selections[member];
    if (selection === undefined) throw new Error(`nothing is asked of ${member}`);
    return selection === "" ? "" : `... on ${member} { ${selection} }`;
  });
  return `__typename ... on UserError { code message path } ${parts.join(" ")}`;
}
