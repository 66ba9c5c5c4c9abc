/** Links in mail: whoever has one has read the mailbox. Stored hashed, good once, and only for a while. */
import { queueMail } from "@hansa/kit/mail-queue";
import { refusal } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { hashToken, makeToken } from "../providers/secrets.ts";
import { insertEmailToken } from "../store/email-tokens.ts";
import type { EmailTokenRow } from "../store/tables.ts";
import type { Template } from "./letters.ts";

const hour = 60 * 60_000;
const lifeMs = { verify: 24 * hour, reset: hour } as const satisfies Record<EmailTokenRow["purpose"], number>;

/** What a registration asks for, kept until its own link is followed. */
export type Registration = { passwordHash: string; displayName: string };

/** Makes a link and queues the mail with it. The token itself is written down nowhere: it is made again when the mail leaves. */
export async function issueLink(
  { world, secrets }: Deps,
  tx: Tx,
  userId: string,
  purpose: EmailTokenRow["purpose"],
  registration?: Registration,
): Promise<void> {
  const id = world.newId("tok");
  const template: Template = purpose;
  await insertEmailToken(tx, {
    id,
    userId,
    purpose,
    hash: hashToken(makeToken(secrets, id)),
    expiresAt: world.now() + lifeMs[purpose],
    passwordHash: registration?.passwordHash ?? null,
    displayName: registration?.displayName ?? null,
  });
  await queueMail(tx, world, { event: id, template, about: id });
}

/** Too old, used, or never was. */
export function invalidToken(field: string) {
  const message = "This is too old, was used, or never was valid.";
  return refusal("InvalidTokenError", "INVALID_TOKEN", message, ["input", field]);
}
