/** Ends of e-mails: the timeline of the order says that its customer did not get one. */
import type { MailEnd, QueuedMail } from "@hansa/kit/mail";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { findOrderIdOfEmail } from "./sources.ts";

/** Records in the timeline of its order that an e-mail was refused; does nothing if the row that it is about is gone. */
export async function recordMailEnd(deps: Deps, tx: Tx, mail: QueuedMail, end: MailEnd): Promise<void> {
  if (end.outcome !== "refused") return;
  const id = await findOrderIdOfEmail(tx, mail);
  if (!id) return;
  const summary = `The recipient's mail server refused an e-mail about the order (${end.refusal.reply}). It is not sent again.`;
  await recordOrderEvent(deps, tx, { id }, { kind: "MAIL_REFUSED", summary, actor: "SHOP", actorId: null });
}
