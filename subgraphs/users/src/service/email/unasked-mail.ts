/**
 * E-mails that their recipient may not have asked for: limited by address and kind, because many networks can cause them. The last one of an hour
 * is kept for a network that has not asked yet. A request beyond that needs no mail: links of the earlier ones serve it, or they said the same.
 */
import { isFirstAttempt } from "@hansa/kit/coordination";
import { networksOf } from "@hansa/kit/identity";
import { type QueuedMail, queueUnaskedMail } from "@hansa/kit/mail";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { fingerprint } from "../../providers/secrets.ts";
import { findRateLimits } from "../../store/settings/queries.ts";

const windowMs = 60 * 60 * 1_000;

/** Queues the e-mail to this address; false if the address has had too many of its kind within the hour. */
export async function queueByAddress(
  context: Context,
  tx: Tx,
  address: string,
  email: Pick<QueuedMail, "event" | "template" | "about">,
): Promise<boolean> {
  const { unaskedMailsPerAddress: most } = await findRateLimits(tx);
  const mailbox = `mail ${email.template} ${address}`;
  const sender = { limit: "users_unasked_mail_senders", of: fingerprintOfSite(context, mailbox), windowMs };
  const isFirst = await isFirstAttempt(context, tx, sender);
  return queueUnaskedMail(context, tx, email, {
    limit: "users_unasked_mails",
    of: fingerprint(context.secrets, mailbox),
    most: isFirst ? most : most - 1,
    windowMs,
  });
}

/** The fingerprint of a text and of the widest network that the request came from. */
export function fingerprintOfSite({ secrets, from }: Pick<Context, "secrets" | "from">, text: string): string {
  const site = networksOf(from.address ?? "").at(-1)?.network ?? "unknown";
  return fingerprint(secrets, `${text} ${site}`);
}
