/** Correction of an order's contact by staff: its e-mail address, and where its goods go, before any of them is packed. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { recordAudit } from "@hansa/contracts/audit-log";
import { events } from "@hansa/contracts/events";
import type { AddressSnapshot } from "@hansa/contracts/users";
import { writeOnce } from "@hansa/kit/coordination";
import { appendEvent } from "@hansa/kit/messaging";
import { type InputProblem, invalid, isRefusal, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { InvalidTransitionCause, OrderContactUpdateInput } from "../../generated/resolvers.ts";
import { changeCheckout, setEmailOfCheckouts } from "../../store/checkout/checkouts.ts";
import { findShipmentsByOrders } from "../../store/fulfilment/fulfilments.ts";
import { saveContact } from "../../store/order/contacts.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { hasGuestErasure, isErased } from "../../store/privacy/erasures.ts";
import { setEmailOfUses } from "../../store/promotions/uses.ts";
import type { OrderRow } from "../../store/tables.ts";
import { setEmailOfWithdrawals } from "../../store/withdrawals/withdrawals.ts";
import { createRequestKey, hashGuestToken, isGuestOrder, reloadOrder, requireStaff } from "../access.ts";
import { queueOrderMail } from "../email/order-mails.ts";
import { retainInvoiceBuyer } from "../invoicing/retention.ts";
import type { MutationResult } from "../mutation-results.ts";
import { loadActions } from "../order/next-actions.ts";
import { invalidTransition } from "../order/refusals.ts";
import { writeTerms } from "../order/search-terms.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { checkAddress, checkEmail, checkTaxRegion, snapshotOf } from "../settings/addresses.ts";
import { isSameTaxPlace } from "./tax-place.ts";

type Updated = MutationResult<"OrderContactUpdateResult">;
type Contact = Pick<OrderRow, "email" | "shippingAddress">;
type Changed = { isOther: Readonly<Record<keyof Contact, boolean>>; contact: Contact };

const storedResponse = z.object({ orderId: z.string() });

/** Corrects the contact of an order that is as the caller has read it. Another e-mail address ends the links of the order. */
export async function updateContact(context: Context, input: OrderContactUpdateInput): Promise<Updated> {
  const problems = contactProblems(input);
  if (problems.length > 0) return invalid(problems);
  const key = createRequestKey(context, "orderContactUpdate", input.orderId, input);
  const done = await writeOnce(context, { name: "update-contact", key, shape: storedResponse }, (tx) =>
    applyUpdate(context, tx, input),
  );
  if (isRefusal(done)) return done;
  return { __typename: "OrderContactUpdated", order: await reloadOrder(context, done.orderId) };
}

function contactProblems({ email, shippingAddress }: OrderContactUpdateInput): InputProblem[] {
  if (typeof email !== "string" && !shippingAddress)
    return [problem("email", "EMPTY", "Give an e-mail address, a shipping address, or both.")];
  return [
    ...(typeof email === "string" ? checkEmail("email", email) : []),
    ...(shippingAddress ? checkAddress("shippingAddress", shippingAddress) : []),
  ];
}

async function applyUpdate(context: Context, tx: Tx, input: OrderContactUpdateInput) {
  const [order] = await findOrdersByIds(tx, [input.orderId]);
  if (!order) return notFound("order", ["input", "orderId"]);
  const blockedBy = await findBlockage(tx, order);
  if (blockedBy) return invalidTransition(order, await loadActions(context, tx, order), blockedBy);
  if (order.updatedAt !== input.expectedUpdatedAt) return orderChanged(order);
  const contact = contactAfter(order, input);
  const refused = (await refuseEmail(tx, order, contact)) ?? (await refuseAddress(tx, order, contact));
  if (refused) return refused;
  const isOther = {
    email: contact.email !== order.email,
    shippingAddress: !isSameAddress(contact.shippingAddress, order.shippingAddress),
  };
  if (isOther.email || isOther.shippingAddress) await saveChange(context, tx, order, { isOther, contact });
  return { orderId: order.id };
}

/** The reason for which nothing is corrected any more: the order is being placed, its person was or is being erased, or goods are packed or gone. */
async function findBlockage(db: Reader, order: OrderRow): Promise<InvalidTransitionCause | undefined> {
  if (order.state === "PENDING_PAYMENT" || order.erasedAt !== null) return "ORDER_STATE";
  if (await isBeingErased(db, order)) return "ORDER_STATE";
  const packed = (await findShipmentsByOrders(db, [order.id])).filter(({ status }) => status !== "UNPACKED");
  if (packed.length === 0) return undefined;
  return packed.every(({ status }) => status === "READY") ? "PACKED" : "ORDER_STATE";
}

/**
 * Whether an erasure is recorded that has not come to this order. One of a guest finds the order, and earlier attempts of its purchase, by its address:
 * under another one it would pass them. One of an account finds declarations by it.
 */
async function isBeingErased(db: Reader, order: OrderRow): Promise<boolean> {
  if (isGuestOrder(order) && (await hasGuestErasure(db, order.email))) return true;
  return order.customerId !== null && (await isErased(db, order.customerId));
}

function contactAfter(order: OrderRow, { email, shippingAddress }: OrderContactUpdateInput): Contact {
  return {
    email: typeof email === "string" ? readEmail(email) : order.email,
    shippingAddress: shippingAddress ? snapshotOf(shippingAddress) : order.shippingAddress,
  };
}

const fields = [
  ...(["firstName", "lastName", "company", "vatId", "line1", "line2"] as const),
  ...(["city", "region", "regionText", "postalCode", "country", "phone"] as const),
];

/** Whether all fields are equal; a stored address lacks those that it does not need. */
function isSameAddress(one: AddressSnapshot | null, other: AddressSnapshot | null): boolean {
  return fields.every((field) => (one?.[field] ?? null) === (other?.[field] ?? null));
}

/** Refuses an e-mail address whose guest is being erased: the erasure is complete when no row has it. */
async function refuseEmail(db: Reader, { email: before }: OrderRow, { email: after }: Contact) {
  if (after === before || !(await hasGuestErasure(db, after))) return undefined;
  const message = "The data under this address is being erased. Take another one, or repeat the correction later.";
  return invalid([problem("email", "BEING_ERASED", message)]);
}

/** Refuses an address for which the goods would be taxed in another way, or that the shop's taxes need to be more precise. */
async function refuseAddress(db: Reader, { shippingAddress: before }: OrderRow, { shippingAddress: after }: Contact) {
  if (after === null || after === before) return undefined;
  if (before === null) return invalid([problem("shippingAddress", "NOT_SENT", "Nothing of this order is sent.")]);
  if (before.country !== after.country) return taxWouldChange();
  const problems = await checkTaxRegion(db, "shippingAddress.region", after);
  if (problems.length > 0) return invalid(problems);
  return (await isSameTaxPlace(db, before, after)) ? undefined : taxWouldChange();
}

async function saveChange(context: Context, tx: Tx, order: OrderRow, change: Changed): Promise<void> {
  const { runtime, guestSecret, viewer } = context;
  const { id: orderId, customerId } = order;
  const { isOther, contact } = change;
  // Documents show where goods were to go when they were issued.
  if (isOther.shippingAddress) await retainInvoiceBuyer(context, tx, order);
  const after = {
    ...contact,
    // The invoice keeps its recipient, also that of an order whose buyer gave one address for both.
    billingAddress: order.billingAddress ?? (isOther.shippingAddress ? order.shippingAddress : null),
    linkVersion: order.linkVersion + (isOther.email ? 1 : 0),
    // Later than what was read in any case, so that of two corrections at one time the second is told so.
    updatedAt: Math.max(runtime.now(), order.updatedAt + 1),
  };
  if (!(await saveContact(tx, orderId, order.updatedAt, after)))
    throw new Error(`the order ${orderId} changed inside the transaction that read it`);
  await saveCopies(tx, order, change);
  await writeTerms(tx, orderId);
  const what = describe(change);
  const summary = `The shop has corrected the ${what}.`;
  await recordOrderEvent(context, tx, order, { kind: "CONTACT_UPDATED", summary, ...requireStaff(context) });
  if (isOther.email) {
    const guestTokenHash = hashGuestToken(guestSecret, { id: orderId, linkVersion: after.linkVersion });
    await appendEvent(runtime, tx, events.orderContactUpdated, { orderId, customerId, guestTokenHash });
    await queueMails(context, tx, order);
  }
  const audited = {
    action: "order.contactUpdated",
    subjectId: orderId,
    summary: `Corrected the ${what} of ${orderId}.`,
  };
  await recordAudit(runtime, tx, viewer, audited);
}

/** Corrects the other rows of the buyer that have the address: the erasure of a guest finds checkouts and uses of promotions by it. */
async function saveCopies(
  tx: Tx,
  { id, cartId, checkoutId, email: formerEmail }: OrderRow,
  { isOther, contact }: Changed,
): Promise<void> {
  await changeCheckout(tx, checkoutId, ["COMPLETED"], contact);
  if (!isOther.email) return;
  // Earlier attempts to buy this cart.
  const attempts = await setEmailOfCheckouts(tx, cartId, formerEmail, contact.email);
  await setEmailOfUses(tx, [checkoutId, ...attempts.map((attempt) => attempt.id)], contact.email);
  await setEmailOfWithdrawals(tx, id, contact.email);
}

function describe({ isOther }: Changed): string {
  return [...(isOther.email ? ["e-mail address"] : []), ...(isOther.shippingAddress ? ["shipping address"] : [])].join(
    " and the ",
  );
}

/** Tells the mailbox of before, and sends the new links to the present one. */
async function queueMails({ runtime }: Context, tx: Tx, { id: orderId, email: formerEmail }: OrderRow): Promise<void> {
  const causeId = runtime.newId("con");
  await queueOrderMail(runtime, tx, { orderId, kind: "CONTACT_UPDATED", causeId });
  if (formerEmail !== null)
    await queueOrderMail(runtime, tx, { orderId, kind: "CONTACT_FORMER", causeId, formerEmail });
}

function orderChanged(order: OrderRow) {
  const message =
    "The order has changed in the meantime. Read it again, and repeat the correction if it still applies.";
  return { ...refusal("OrderChangedError", "ORDER_CHANGED", message, ["input", "expectedUpdatedAt"]), order };
}

function taxWouldChange() {
  const message = "Other taxes apply at this address. Cancel the order, and let the buyer order anew.";
  return refusal("TaxWouldChangeError", "TAX_WOULD_CHANGE", message, ["input", "shippingAddress"]);
}
