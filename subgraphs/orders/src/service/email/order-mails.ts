/** E-mails about orders, by kind: queued once for each cause, in its transaction, and noted with their order. */
import { queueMail } from "@hansa/kit/mail";
import type { Runtime } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { dropOldestMails, insertOrderMail } from "../../store/email/order-mails.ts";
import type { OrderMailRow, OrderSummary } from "../../store/tables.ts";

type Kind = OrderMailRow["kind"];

/** The numbers of the newest e-mails about an order that are listed, and that are kept. */
const maxListed = 50;
const maxKept = 200;

/** The names of the kinds in the mail queue. */
const templates = {
  CONFIRMED: "confirmed",
  CANCELLED: "cancelled",
  LINES_CANCELLED: "linesCancelled",
  SHIPPED: "shipped",
  REFUNDED: "refunded",
  RETURN_APPROVED: "returnApproved",
  RETURN_REJECTED: "returnRejected",
  RETURN_RECEIVED: "returnReceived",
  RETURN_CLOSED: "returnClosed",
  WITHDRAWAL_RECEIVED: "withdrawalReceived",
  CONTACT_UPDATED: "contactUpdated",
  CONTACT_FORMER: "contactFormer",
} as const satisfies Record<Kind, string>;

/** An e-mail about an order. */
type OrderMail = {
  orderId: string;
  kind: Kind;
  /** The parcel, refund, return, withdrawal or cancellation that it is about; absent: the order itself. */
  subjectId?: string | null;
  /** The id of its cause; absent where the subject has one e-mail of this kind. */
  causeId?: string;
  /** The address that the order had before, for the e-mail to it. */
  formerEmail?: string | null;
};

/** Queues an e-mail about an order. Returns its id; undefined, without an effect, if its cause has it already. */
export async function queueOrderMail(
  runtime: Runtime,
  tx: Tx,
  { orderId, kind, subjectId = null, causeId, formerEmail = null }: OrderMail,
): Promise<string | undefined> {
  const about = subjectId ?? orderId;
  const id = await queueMail(runtime, tx, { event: causeId ?? about, template: templates[kind], about });
  if (id === undefined) return undefined;
  const queuedAt = runtime.now();
  await insertOrderMail(tx, { id, orderId, kind, subjectId, formerEmail, queuedAt, sentAt: null, refusedAt: null });
  // The confirmation, which each purchase has, is among the first.
  if (kind !== "CONFIRMED" || causeId !== undefined) await dropOldestMails(tx, orderId, maxKept);
  return id;
}

/** The newest e-mails about an order, the oldest of them first. */
export async function loadMails({ loaders }: Context, { id }: OrderSummary): Promise<OrderMailRow[]> {
  return (await loaders.mailsByOrder.load(id)).slice(-maxListed);
}
