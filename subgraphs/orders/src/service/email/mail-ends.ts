/** Ends of e-mails: each is noted with its order, and the timeline says that the customer did not get one. */
import type { MailEnd, QueuedMail } from "@hansa/kit/mail";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { dropOrderMail, endOrderMail } from "../../store/email/order-mails.ts";
import { recordOrderEvent } from "../order/timeline.ts";

/** Records how an e-mail ended. One that was not sent, for want of a recipient or a content, leaves no trace. */
export async function recordMailEnd(deps: Deps, tx: Tx, mail: QueuedMail, end: MailEnd): Promise<void> {
  if (end.outcome === "nothing") return dropOrderMail(tx, mail.id);
  const isRefused = end.outcome === "refused";
  const ended = await endOrderMail(
    tx,
    mail.id,
    isRefused ? { sentAt: null, refusedAt: end.at } : { sentAt: end.at, refusedAt: null },
  );
  // One about a checkout, or from before they were noted, is of no order. A former address was corrected because it may be wrong.
  if (!ended || !isRefused || mail.template === "contactFormer") return;
  const summary = `The recipient's mail server refused an e-mail about the order (${end.refusal.reply}). It is not sent again.`;
  const refused = { kind: "MAIL_REFUSED", summary, actor: "SHOP", actorId: null } as const;
  await recordOrderEvent(deps, tx, { id: ended.orderId }, refused);
}
