/** E-mails about personal data: the link to an export, and those to an address that an account loses. */
import type { Email } from "@hansa/kit/mail";
import type { Deps } from "../../context.ts";
import { findUser } from "../../store/accounts/users.ts";
import { findErasureEmail } from "../../store/privacy/erasure.ts";
import { findExportById } from "../../store/privacy/exports.ts";
import { readShopName } from "../shop-name.ts";
import { buildExportLink, openAddress } from "./sealed-addresses.ts";

type EmailContent = Omit<Email, "id">;

/** Writes the e-mail with the link to an export; undefined if that is gone. Throws without the secret of its link. */
export async function writeExportEmail(deps: Deps, exportId: string): Promise<EmailContent | undefined> {
  const found = await deps.store.read(async (db) => {
    const row = await findExportById(db, exportId);
    const user = row && (await findUser(db, row.userId));
    return row && user ? { row, user } : undefined;
  });
  if (!found) return undefined;
  const link = buildExportLink(deps, found.row);
  if (link === null) throw new Error(`no secret of users makes the link of ${exportId}`);
  const shop = { name: await readShopName(deps) };
  return { to: found.user.email, ...deps.templates.renderMail("mail/export", { shop, link }) };
}

/** Writes the last e-mail to a sealed address; undefined if that is gone. Throws without the secret that sealed it. */
export async function writeLastEmail(
  deps: Deps,
  erasureEmailId: string,
  template: "mail/erased" | "mail/email-change-requested" | "mail/email-changed",
): Promise<EmailContent | undefined> {
  const erasureEmail = await deps.store.read((db) => findErasureEmail(db, erasureEmailId));
  if (!erasureEmail) return undefined;
  const to = openAddress(deps, erasureEmail);
  if (to === undefined) throw new Error(`no secret of users opens the address of ${erasureEmailId}`);
  const shop = { name: await readShopName(deps) };
  return { to, ...deps.templates.renderMail(template, { shop }) };
}
