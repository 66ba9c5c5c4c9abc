/** E-mails of users. No e-mail quotes the input of a stranger, because an unverified address may be anybody's. */

import type { Email, MailSender, QueuedMail } from "@hansa/kit/mail";
import type { Deps } from "../../context.ts";
import { remakeToken } from "../../providers/secrets.ts";
import { findUser } from "../../store/accounts/users.ts";
import { findEmailToken } from "../../store/email/email-tokens.ts";
import { readShopName } from "../shop-name.ts";
import { writeExportEmail, writeLastEmail } from "./privacy-emails.ts";

export type Template =
  | "verify"
  | "reset"
  | "change-email"
  | "known-address"
  | "taken-address"
  | "export"
  | "erased"
  | "email-change-requested"
  | "email-changed";

type EmailContent = Omit<Email, "id">;

/** Creates the mail sender of users: each e-mail is written from the current rows when it is sent. */
export function createMailSender(deps: Deps): MailSender {
  return { ...deps, send: deps.sendMail, write: (mail) => writeEmail(deps, mail) };
}

async function writeEmail(deps: Deps, { template, about }: QueuedMail): Promise<EmailContent | undefined> {
  if (template === "verify") return writeLinkEmail(deps, about, "mail/verify", "verify-email");
  if (template === "reset") return writeLinkEmail(deps, about, "mail/reset", "reset-password");
  if (template === "change-email") return writeLinkEmail(deps, about, "mail/change-email", "confirm-email");
  if (template === "known-address" || template === "taken-address")
    return writeKnownAddressEmail(deps, about, `mail/${template}`);
  if (template === "export") return writeExportEmail(deps, about);
  if (template === "erased" || template === "email-change-requested" || template === "email-changed")
    return writeLastEmail(deps, about, `mail/${template}`);
  throw new Error(`there is no e-mail template ${template}`);
}

/**
 * Writes an e-mail with a link to a page of the storefront, or, in a shop without one, with a code to enter. Undefined if the token was used
 * or has expired meanwhile. Throws without the secret of the token: the e-mail stays queued for a process that has it.
 */
async function writeLinkEmail(
  deps: Deps,
  tokenId: string,
  template: "mail/verify" | "mail/reset" | "mail/change-email",
  page: string,
): Promise<EmailContent | undefined> {
  const { store, runtime, secrets, rules, templates } = deps;
  const found = await store.read((db) => findEmailToken(db, tokenId, runtime.now()));
  if (!found) return undefined;
  const code = remakeToken(secrets, tokenId, found.token.hash);
  if (code === undefined) throw new Error(`no secret of users makes the link of ${tokenId}`);
  const shop = { name: await readShopName(deps) };
  // After #, because browsers send that part to no server and include it in no referrer.
  const link = rules.storefrontUrl === undefined ? null : `${rules.storefrontUrl}/${page}#token=${code}`;
  const data = { shop, link, code: link === null ? code : null };
  return { to: found.token.newEmail ?? found.user.email, ...templates.renderMail(template, data) };
}

async function writeKnownAddressEmail(
  deps: Deps,
  userId: string,
  template: "mail/known-address" | "mail/taken-address",
): Promise<EmailContent | undefined> {
  const user = await deps.store.read((db) => findUser(db, userId));
  const shop = { name: await readShopName(deps) };
  return user && { to: user.email, ...deps.templates.renderMail(template, { shop }) };
}
