/** Correction of a VAT id before dispatch: another invoice replaces the taxed one, and its tax is a price reduction that is refunded. */
import { readVatId } from "@hansa/commerce/address/vat-ids";
import { sum, toDecimal } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { InvalidTransitionCause, OrderVatIdCorrectInput } from "../../generated/resolvers.ts";
import { findLinesByCarts } from "../../store/cart/carts.ts";
import { findCheckout } from "../../store/checkout/checkouts.ts";
import { findDocumentsByOrders } from "../../store/invoicing/tax-documents.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { changeOrder, findLinesByOrders, findOrdersByIds, touchOrder } from "../../store/order/orders.ts";
import { allocateRefund, findBalance } from "../../store/payment/balances.ts";
import { findRefund } from "../../store/payment/refunds.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { DocumentItem, OrderRow, SettingsRow, TaxDocumentRow, VatIdCheck } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import { itemsOfOrder, moneyOf, taxesOf } from "../invoicing/allocation.ts";
import { replaceInvoice, validDocuments } from "../invoicing/tax-documents.ts";
import type { MutationResult } from "../mutation-results.ts";
import { loadActions } from "../order/next-actions.ts";
import { invalidTransition } from "../order/refusals.ts";
import { writeTerms } from "../order/search-terms.ts";
import { recordSettlement } from "../order/settlement.ts";
import { recordRefund } from "../payment/balance.ts";
import { priceCheckout } from "../pricing/checkout-pricing.ts";
import { appliedTermsOf } from "../pricing/checkout-promotions.ts";
import { destinationOf } from "../pricing/tax-laws.ts";
import { frozenTermsOf } from "../pricing/terms.ts";
import { type AskedVatId, askAboutVatId, isUntaxedByVatId, judgeVatId } from "../vat-ids/check.ts";
import { allocateAmounts, createReduction, partsOfShares } from "./amounts.ts";
import { creditLine } from "./lines.ts";
import { maxRefundWaitMs } from "./refund-outcome.ts";

type Corrected = MutationResult<"OrderVatIdCorrectResult">;
type Addresses = Pick<OrderRow, "shippingAddress" | "billingAddress">;

const storedResponse = z.object({ refundId: z.string() });

/** Asks the register about the id, and corrects the order in one transaction, before the money is asked of payments. */
export async function correctVatId(context: Context, input: OrderVatIdCorrectInput): Promise<Corrected> {
  const { store } = context;
  const [before] = await store.read((db) => findOrdersByIds(db, [input.orderId]));
  if (!before) return notFound("order", ["input", "orderId"]);
  const addresses = withVatId(before, input.vatId);
  if (addresses === undefined)
    return invalid([problem("vatId", "FORMAT", "This is no VAT id of the buyer's country.")]);
  const asked = await askAboutVatId(context, await context.loaders.settings(), addresses);
  const key = createRequestKey(context, "orderVatIdCorrect", input.orderId, input);
  const done = await writeOnce(context, { name: "correct-vat-id", key, shape: storedResponse }, (tx) =>
    applyCorrection(context, tx, input, asked),
  );
  if (isRefusal(done)) return done;
  await context.processor.process(input.orderId, maxRefundWaitMs);
  const refund = await store.read((db) => findRefund(db, done.refundId));
  if (!refund) throw new Error("a created refund does not exist");
  return { __typename: "OrderVatIdCorrected", order: await reloadOrder(context, input.orderId), refund };
}

/** The addresses with the id in the one that decides the tax; undefined if it has not the form of one. */
function withVatId({ shippingAddress, billingAddress }: OrderRow, text: string): Addresses | undefined {
  const deciding = billingAddress ?? shippingAddress;
  const vatId = deciding ? readVatId(deciding.country, text) : undefined;
  return deciding && vatId !== undefined ? { shippingAddress, billingAddress: { ...deciding, vatId } } : undefined;
}

async function applyCorrection(context: Context, tx: Tx, input: OrderVatIdCorrectInput, asked: AskedVatId | undefined) {
  const { runtime, viewer } = context;
  const staff = requireStaff(context);
  const [order] = await findOrdersByIds(tx, [input.orderId]);
  if (!order) return notFound("order", ["input", "orderId"]);
  const addresses = withVatId(order, input.vatId);
  const { invoice } = validDocuments(await findDocumentsByOrders(tx, [order.id]));
  const refuse = async (cause: InvalidTransitionCause) =>
    invalidTransition(order, await loadActions(context, tx, order), cause);
  if (!addresses || !invoice || order.state !== "CONFIRMED" || order.erasedAt !== null) return refuse("ORDER_STATE");
  const blockedBy = await findBlockage(tx, order, invoice);
  if (blockedBy) return refuse(blockedBy);
  const settings = await findSettings(tx);
  const check = judgeVatId(settings, addresses, asked);
  const unfit = problemOf(settings, check);
  if (unfit) return invalid([unfit]);

  const items = await priceItems(tx, { ...order, ...addresses }, settings);
  const lowered = await findReductions(tx, order, items);
  if (!lowered || !isUntaxedByVatId({ taxParts: taxesOf(items) })) return refuse("TAX_NOT_LOWER");
  const { amountMinor, shippingMinor, parts } = lowered;
  if (!(await allocateRefund(tx, order.id, { amountMinor, adjustmentMinor: 0, shippingMinor })))
    throw new Error(`the tax of the order ${order.id} is above its refundable amount`);
  for (const part of parts) await creditLine(context, tx, part, { staysFulfillable: true });
  const refundId = await recordRefund(context, tx, order, {
    parts,
    cause: "CANCELLATION",
    amountMinor,
    shippingMinor,
    adjustmentMinor: 0,
    reason: "The tax of a VAT id that is valid.",
    requestedBy: staff.actorId,
  });
  const invoiced = await replaceInvoice(context, tx, order, { replaced: invoice, items, refundId, addresses });
  await changeOrder(tx, order.id, ["CONFIRMED"], { ...addresses, ...invoiced, vatIdCheck: check });
  await writeTerms(tx, order.id);
  await recordSettlement(tx, order.id);
  await touchOrder(tx, order.id, runtime.now());
  const amount = toDecimal({ minor: amountMinor, currency: order.currency });
  const summary = `Corrected the VAT id of ${order.id}: invoice ${invoiced.invoiceNumber} replaces ${invoice.number}, ${refundId} refunds ${amount} ${order.currency}.`;
  await recordAudit(runtime, tx, viewer, { action: "order.vatIdCorrected", subjectId: order.id, summary });
  return { refundId };
}

/** The reason for which the invoice of a confirmed order cannot be replaced: all of it has to be captured, and none of it taken back. */
async function findBlockage(
  tx: Tx,
  { id }: OrderRow,
  { taxes }: TaxDocumentRow,
): Promise<InvalidTransitionCause | undefined> {
  const { capturedMinor, refundedMinor, externalMinor, totalMinor } = await findBalance(tx, id);
  const lines = await findCountersByOrders(tx, [id]);
  if (isUntaxedByVatId({ taxParts: taxes })) return "TAX_NOT_LOWER";
  if (capturedMinor < totalMinor) return "NOT_CAPTURED";
  const isWhole = lines.every(({ cancelled, withdrawn, shipped }) => cancelled + withdrawn + shipped === 0);
  return isWhole && refundedMinor === 0 && externalMinor === 0 ? undefined : "PARTLY_REVERSED";
}

/** The reason for which the id does not leave tax out. */
function problemOf({ reverseCharge }: SettingsRow, check: VatIdCheck | null) {
  if (!reverseCharge || check === null)
    return problem(
      "vatId",
      "REVERSE_CHARGE_OFF",
      "The shop charges tax to companies: its setting reverseCharge is off.",
    );
  if (check.rule === "FORM" || check.state === "VALID") return undefined;
  if (check.state === "INVALID") return problem("vatId", "INVALID", "The register does not have this VAT id.");
  if (check.state === "UNAVAILABLE")
    return problem("vatId", "UNAVAILABLE", "The register does not answer. Try again later.");
  const message = "The billing address has no company, or the id is of the seller's own member state.";
  return problem("vatId", "UNCHECKED", message);
}

/** The items of the invoice under the id: the order's goods with the prices, promotions and rates of its checkout. */
async function priceItems(db: Reader, order: OrderRow, { country, vatId }: SettingsRow): Promise<DocumentItem[]> {
  const checkout = await findCheckout(db, order.checkoutId);
  if (!checkout) throw new Error(`the checkout of the order ${order.id} is gone`);
  const terms = { ...(await frozenTermsOf(db, checkout)), reverseCharge: true, vatId };
  const conditions = { promotions: appliedTermsOf(checkout), at: checkout.pricedAt, terms };
  const priced = await priceCheckout(db, await findLinesByCarts(db, [order.cartId]), order, conditions);
  const lines = await findLinesByOrders(db, [order.id]);
  if (lines.length !== priced.lines.length) throw new Error(`the cart of the order ${order.id} has other lines`);
  const pricedLines = lines.map((line, index) => ({ ...line, ...priced.lines[index] }));
  return itemsOfOrder({ ...order, ...priced.totals }, pricedLines, destinationOf(order, country));
}

/** The amounts that the items take off each line and off shipping, as a refund; undefined if one of them would cost more, or all the same. */
async function findReductions(tx: Tx, order: OrderRow, items: readonly DocumentItem[]) {
  const lines = await findCountersByOrders(tx, [order.id]);
  const charged = new Map(items.map((item) => [item.lineId, moneyOf(item)]));
  const shippingLeftMinor = (await findBalance(tx, order.id)).shippingMinor;
  const shippingMinor = shippingLeftMinor - (charged.get(null) ?? 0);
  const reductions = lines.map((line) => line.chargedMinor - (charged.get(line.lineId) ?? 0));
  const amountMinor = sum([...reductions, shippingMinor]);
  if (amountMinor === 0 || Math.min(...reductions, shippingMinor) < 0) return undefined;
  const entries = lines.flatMap((line, index) => {
    const minor = reductions[index] ?? 0;
    return minor === 0 ? [] : [createReduction(line, [], { index, amountMinor: minor })];
  });
  const typed = {
    shippingMinor,
    adjustmentMinor: 0,
    refundableMinor: amountMinor,
    withheldMinor: 0,
    shippingLeftMinor,
  };
  const shares = allocateAmounts(order, entries, typed);
  if (isRefusal(shares)) throw new Error(`the tax of the order ${order.id} cannot be taken off its prices`);
  return { amountMinor, shippingMinor, parts: partsOfShares(shares) };
}
