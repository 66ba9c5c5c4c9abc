/** E-mails that their recipient may not have asked for: all kinds together are limited by address, because many networks can cause them. */
import { type QueuedMail, queueUnaskedMail } from "@hansa/kit/mail";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { fingerprint } from "../../providers/secrets.ts";
import { findRateLimits } from "../../store/settings/queries.ts";

const windowMs = 60 * 60 * 1_000;

/** Queues the e-mail to this address; false if the address has had too many within the hour. */
export async function queueByAddress(
  deps: Deps,
  tx: Tx,
  address: string,
  email: Pick<QueuedMail, "event" | "template" | "about">,
): Promise<boolean> {
  const { unaskedMailsPerAddress: most } = await findRateLimits(tx);
  const of = fingerprint(deps.secrets, `mail ${address}`);
  return queueUnaskedMail(deps, tx, email, { limit: "users_unasked_mails", of, most, windowMs });
}
