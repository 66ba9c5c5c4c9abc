/** E-mails about personal data: the link to an export, and those to an address that an account loses. */
import type { Email } from "@hansa/kit/mail";
import type { Deps } from "../../context.ts";
import { findUser } from "../../store/accounts/users.ts";
import { findErasureEmail } from "../../store/privacy/erasure.ts";
import { findExportById } from "../../store/privacy/exports.ts";
import { readShopName } from "../shop-name.ts";
import { buildExportLink, openAddress } from "./sealed-addresses.ts";

type EmailContent = Omit<Email, "id">;

/** Writes the e-mail with the link to an export; undefined if that is gone. */
export async function writeExportEmail(deps: Deps, exportId: string): Promise<EmailContent | undefined> {
  const found = await deps.store.read(async (db) => {
    const row = await findExportById(db, exportId);
    const user = row && (await findUser(db, row.userId));
    return row && user ? { row, user } : undefined;
  });
  const link = found && buildExportLink(deps, found.row);
  if (!found || !link) return undefined;
  const shop = { name: await readShopName(deps) };
  return { to: found.user.email, ...deps.templates.renderMail("mail/export", { shop, link }) };
}

/** Writes the last e-mail to a sealed address; undefined if that is gone. */
export async function writeLastEmail(
  deps: Deps,
  erasureEmailId: string,
  template: "mail/erased" | "mail/email-change-requested" | "mail/email-changed",
): Promise<EmailContent | undefined> {
  const erasureEmail = await deps.store.read((db) => findErasureEmail(db, erasureEmailId));
  const to = erasureEmail && openAddress(deps, erasureEmail);
  if (!to) return undefined;
  const shop = { name: await readShopName(deps) };
  return { to, ...deps.templates.renderMail(template, { shop }) };
}
