/** Links in e-mails, which prove access to the mailbox: stored as hashes, valid once and for a limited time. */
import { queueMail } from "@hansa/kit/mail";
import { refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { hashToken, makeToken } from "../../providers/secrets.ts";
import { findRegistrations, hasValidToken, saveEmailToken } from "../../store/email/email-tokens.ts";
import type { EmailTokenRow, UserRow } from "../../store/tables.ts";
import type { Template } from "./emails.ts";
import { fingerprintOfSite, queueByAddress } from "./unasked-mail.ts";

const hour = 60 * 60_000;
const linkLifetimeMs = { verify: 24 * hour, reset: hour, "change-email": 24 * hour } as const satisfies Record<
  EmailTokenRow["purpose"],
  number
>;

/** The data of a registration, stored until a link to its mailbox is followed with its password. */
export type Registration = { passwordHash: string; displayName: string };

/** The registrations of one address that wait. Each costs a comparison of the password, and the newest of a network replaces its former one. */
const maxRegistrations = 10;

/**
 * Stores a registration and queues a mail with a link. Links are never taken back by other registrations: beyond ten networks the oldest
 * registration gives its place up, and its link stays valid for the others. Without a mail, as the address has had too many, those that it has had
 * serve this registration.
 */
export async function issueRegistrationLink(
  context: Context,
  tx: Tx,
  { id: userId, email }: Pick<UserRow, "id" | "email">,
  { attemptId, ...registration }: Registration & { attemptId: string },
): Promise<void> {
  const { runtime } = context;
  const network = fingerprintOfSite(context, "registration");
  const waiting = await findRegistrations(tx, userId, runtime.now());
  const oldest = waiting.length < maxRegistrations ? undefined : waiting.at(-1);
  const former = waiting.find((other) => other.network === network) ?? oldest;
  const token = newToken(context, former?.id ?? runtime.newId("tok"), { userId, purpose: "verify" });
  await saveEmailToken(tx, { ...token, ...registration, network });
  await queueByAddress(context, tx, email, { event: attemptId, template: "verify", about: token.id });
}

/**
 * Creates a link for a new password and queues its mail; neither, if the address has had too many and a link of an earlier one is still valid,
 * which serves as well.
 */
export async function issueResetLink(
  context: Context,
  tx: Tx,
  { id: userId, email }: Pick<UserRow, "id" | "email">,
): Promise<void> {
  const token = newToken(context, context.runtime.newId("tok"), { userId, purpose: "reset" });
  const mail = { event: token.id, template: "reset" satisfies Template, about: token.id };
  if (!(await queueByAddress(context, tx, email, mail))) {
    if (await hasValidToken(tx, userId, "reset", context.runtime.now())) return;
    await queueMail(context.runtime, tx, mail);
  }
  await saveEmailToken(tx, token);
}

/** Creates a link for another address of an account and queues its mail to that address. Requests are limited by the account. */
export async function issueChangeLink(context: Context, tx: Tx, userId: string, newEmail: string): Promise<void> {
  const token = newToken(context, context.runtime.newId("tok"), { userId, purpose: "change-email" });
  await saveEmailToken(tx, { ...token, newEmail });
  await queueMail(context.runtime, tx, {
    event: token.id,
    template: "change-email" satisfies Template,
    about: token.id,
  });
}

/** The token itself is not stored: it is derived again when the e-mail is sent. */
function newToken(
  { runtime, secrets }: Context,
  id: string,
  { userId, purpose }: Pick<EmailTokenRow, "userId" | "purpose">,
): EmailTokenRow {
  const hash = hashToken(makeToken(secrets, id));
  const expiresAt = runtime.now() + linkLifetimeMs[purpose];
  return { id, userId, purpose, hash, expiresAt, passwordHash: null, displayName: null, network: null, newEmail: null };
}

/** The refusal of an expired, used or unknown token. */
export function invalidToken(field: string) {
  const message = "This is too old, was used, or never was valid.";
  return refusal("InvalidTokenError", "INVALID_TOKEN", message, ["input", field]);
}
