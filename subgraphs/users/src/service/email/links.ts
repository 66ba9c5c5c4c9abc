/** Links in e-mails, which prove access to the mailbox: stored as hashes, valid once and for a limited time. */
import { refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { hashToken, makeToken } from "../../providers/secrets.ts";
import { insertEmailToken } from "../../store/email/email-tokens.ts";
import type { EmailTokenRow, UserRow } from "../../store/tables.ts";
import type { Template } from "./emails.ts";
import { queueByAddress } from "./unasked-mail.ts";

const hour = 60 * 60_000;
const linkLifetimeMs = { verify: 24 * hour, reset: hour, "change-email": 24 * hour } as const satisfies Record<
  EmailTokenRow["purpose"],
  number
>;

/** The data of a registration, stored until its own link is followed. */
export type Registration = { passwordHash: string; displayName: string };

/**
 * Creates a link and queues its e-mail to this address; neither, if the address has had too many. The token itself is not stored: it is derived again when the
 * e-mail is sent.
 */
export async function issueLink(
  deps: Deps,
  tx: Tx,
  { id: userId, email }: Pick<UserRow, "id" | "email">,
  { purpose, registration }: { purpose: EmailTokenRow["purpose"]; registration?: Registration },
): Promise<void> {
  const { runtime, secrets } = deps;
  const id = runtime.newId("tok");
  const template: Template = purpose;
  if (!(await queueByAddress(deps, tx, email, { event: id, template, about: id }))) return;
  await insertEmailToken(tx, {
    id,
    userId,
    purpose,
    hash: hashToken(makeToken(secrets, id)),
    expiresAt: runtime.now() + linkLifetimeMs[purpose],
    passwordHash: registration?.passwordHash ?? null,
    displayName: registration?.displayName ?? null,
    newEmail: purpose === "change-email" ? email : null,
  });
}

/** The refusal of an expired, used or unknown token. */
export function invalidToken(field: string) {
  const message = "This is too old, was used, or never was valid.";
  return refusal("InvalidTokenError", "INVALID_TOKEN", message, ["input", field]);
}
