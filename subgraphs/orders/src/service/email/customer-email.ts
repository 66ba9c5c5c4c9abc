/** Customer e-mail: rendered from the rows when it is sent. */
import { type MailSender, type QueuedMail, queueMail } from "@hansa/kit/mail";
import type { Runtime } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCheckout } from "../../store/checkout/checkouts.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import { findBalance } from "../../store/payment/balances.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderRow, SettingsRow } from "../../store/tables.ts";
import { deriveConfirmationToken, deriveGuestToken } from "../access.ts";
import { createReceiptUrl } from "../invoicing/receipt-link.ts";
import {
  cancelledData,
  confirmedData,
  contactFormerData,
  contactUpdatedData,
  type EmailConfirmation,
  type EmailContent,
  type EmailOrder,
  type EmailWithdrawal,
  linesCancelledData,
  paymentLateData,
  refundedData,
  returnData,
  shippedData,
  withdrawalReceivedData,
} from "./email-data.ts";
import { recordMailEnd } from "./mail-ends.ts";
import {
  findEmailCancellation,
  findEmailParcel,
  findEmailRefund,
  findEmailReturn,
  findEmailWithdrawal,
  findFormerContact,
  type ReturnEmail,
} from "./sources.ts";

/** Queues the e-mail about a payment that was authorised too late, so that no order was placed. */
export async function queuePaymentLate(runtime: Runtime, tx: Tx, checkoutId: string): Promise<void> {
  await queueMail(runtime, tx, { event: checkoutId, template: "paymentLate", about: checkoutId });
}

/** The mail sender of this service. */
export function createMailSender(deps: Deps): MailSender {
  return {
    ...deps,
    send: deps.sendMail,
    write: (mail) => writeEmail(deps, mail),
    recordEnd: (tx, mail, end) => recordMailEnd(deps, tx, mail, end),
  };
}

type ReturnTemplate = "mail/return-approved" | "mail/return-rejected" | "mail/return-received" | "mail/return-closed";
const returnTemplates = new Map<string, { file: ReturnTemplate; kind: ReturnEmail }>([
  ["returnApproved", { file: "mail/return-approved", kind: "decision" }],
  ["returnRejected", { file: "mail/return-rejected", kind: "decision" }],
  ["returnReceived", { file: "mail/return-received", kind: "receipt" }],
  ["returnClosed", { file: "mail/return-closed", kind: "close" }],
]);

/** Renders a queued e-mail; undefined if the order has no e-mail address any more because its customer was erased. */
function writeEmail(deps: Deps, { id, template, about }: QueuedMail) {
  const { templates } = deps;
  return deps.store.read(async (db) => {
    const shop = await findSettings(db);
    const addressed = async (orderId: string, write: (about: EmailOrder) => EmailContent) =>
      addressEmail(shop, await findEmailOrder(deps, db, orderId), write);
    if (template === "confirmed")
      return addressed(about, (to) => templates.renderMail("mail/confirmed", confirmedData(shop, to)));
    if (template === "cancelled")
      return addressed(about, (to) => templates.renderMail("mail/cancelled", cancelledData(shop, to)));
    if (template === "linesCancelled") {
      const cancelled = await findEmailCancellation(db, about);
      if (!cancelled) return undefined;
      const write = (to: EmailOrder) =>
        templates.renderMail("mail/lines-cancelled", linesCancelledData(shop, to, cancelled));
      return addressed(cancelled.orderId, write);
    }
    if (template === "shipped") {
      const parcel = await findEmailParcel(db, about);
      if (!parcel) return undefined;
      return addressed(parcel.orderId, (to) => templates.renderMail("mail/shipped", shippedData(shop, to, parcel)));
    }
    if (template === "refunded") {
      const refund = await findEmailRefund(db, about);
      if (!refund) return undefined;
      return addressed(refund.orderId, (to) => templates.renderMail("mail/refunded", refundedData(shop, to, refund)));
    }
    const returnMail = returnTemplates.get(template);
    if (returnMail) {
      const orderReturn = await findEmailReturn(db, about, returnMail.kind);
      if (!orderReturn) return undefined;
      const write = (to: EmailOrder) => templates.renderMail(returnMail.file, returnData(shop, to, orderReturn));
      return addressed(orderReturn.orderId, write);
    }
    if (template === "paymentLate") {
      const checkout = await findCheckout(db, about);
      if (!checkout?.email) return undefined;
      const data = paymentLateData(shop, checkout);
      return { ...senderOf(shop), to: checkout.email, ...templates.renderMail("mail/payment-late", data) };
    }
    if (template === "withdrawalReceived") {
      const withdrawal = await findEmailWithdrawal(db, about);
      if (!withdrawal) return undefined;
      const write = (to: EmailOrder) => {
        const confirmation = createConfirmation(deps, to.order, withdrawal);
        const data = withdrawalReceivedData(shop, to, { withdrawal, confirmation });
        return templates.renderMail("mail/withdrawal-received", data);
      };
      return addressed(withdrawal.orderId, write);
    }
    if (template === "contactUpdated")
      return addressed(about, (to) => templates.renderMail("mail/contact-updated", contactUpdatedData(shop, to)));
    if (template === "contactFormer") {
      const former = await findFormerContact(db, id);
      if (!former) return undefined;
      const data = contactFormerData(shop, former.order);
      return { ...senderOf(shop), to: former.email, ...templates.renderMail("mail/contact-former", data) };
    }
    throw new Error(`there is no e-mail template ${template}`);
  });
}

async function findEmailOrder(deps: Deps, db: Reader, orderId: string): Promise<EmailOrder | undefined> {
  const [order] = await findOrdersByIds(db, [orderId]);
  if (!order) return undefined;
  const lines = await findLinesByOrders(db, [orderId]);
  const { capturedMinor } = await findBalance(db, orderId);
  return {
    order,
    lines,
    capturedMinor,
    ...createCustomerLinks(deps, order),
    withdrawalUrl: createWithdrawalUrl(deps, order),
    receiptUrl: createReceiptUrl(deps, order),
  };
}

function senderOf({ name, senderEmail }: SettingsRow) {
  return { from: { name, address: senderEmail } };
}

function addressEmail(shop: SettingsRow, about: EmailOrder | undefined, write: (about: EmailOrder) => EmailContent) {
  const to = about?.order.email;
  return about && to ? { ...senderOf(shop), to, ...write(about) } : undefined;
}

/**
 * The link to the order's page of the storefront. Without a storefront, guests get their token as a code, and customers find the order in
 * their account. A guest's token is in the URL fragment, which browsers neither send to a server nor include in the referrer.
 */
function createCustomerLinks(
  { rules, guestSecret }: Deps,
  order: OrderRow,
): Pick<EmailOrder, "orderUrl" | "guestCode"> {
  const { number, customerId } = order;
  const guestCode = customerId === null ? deriveGuestToken(guestSecret, order) : null;
  if (rules.storefrontUrl === undefined) return { orderUrl: null, guestCode };
  const page = `${rules.storefrontUrl}/orders/${number}`;
  return { orderUrl: guestCode === null ? page : `${page}#token=${guestCode}`, guestCode: null };
}

/**
 * The link to the page that confirms a declaration of a stranger; without a storefront a code. None if it is confirmed. The token is in the URL
 * fragment, as a guest's is.
 */
function createConfirmation(
  { rules, guestSecret }: Deps,
  order: OrderRow,
  { id, isConfirmed }: EmailWithdrawal,
): EmailConfirmation {
  if (isConfirmed) return { confirmUrl: null, confirmCode: null };
  const token = deriveConfirmationToken(guestSecret, id, order);
  if (rules.storefrontUrl === undefined) return { confirmUrl: null, confirmCode: token };
  return { confirmUrl: `${rules.storefrontUrl}/withdrawal/confirm?withdrawal=${id}#token=${token}`, confirmCode: null };
}

/** The page that declares a withdrawal. It asks for the e-mail address, which is not in the link. */
function createWithdrawalUrl({ rules }: Deps, { number }: OrderRow): string | null {
  return rules.storefrontUrl === undefined ? null : `${rules.storefrontUrl}/withdrawal?order=${number}`;
}
