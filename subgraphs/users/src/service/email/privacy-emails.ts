/** E-mails about personal data: the link to an export, and the confirmation of an erasure. */
import type { Email } from "@hansa/kit/mail";
import type { Deps } from "../../context.ts";
import { findUser } from "../../store/accounts/users.ts";
import { findErasureEmail } from "../../store/privacy/erasure.ts";
import { findExportById } from "../../store/privacy/exports.ts";
import { readShopName } from "../shop-name.ts";
import { buildExportLink, openAddress } from "./sealed-addresses.ts";

type EmailContent = Omit<Email, "id">;

/** Writes the e-mail. `about` is the id of the export or of the erasure e-mail; undefined if that row is gone. */
export function writePrivacyEmail(
  deps: Deps,
  template: "export" | "erased",
  about: string,
): Promise<EmailContent | undefined> {
  return template === "export" ? writeExportEmail(deps, about) : writeErasureEmail(deps, about);
}

async function writeExportEmail(deps: Deps, exportId: string): Promise<EmailContent | undefined> {
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

async function writeErasureEmail(deps: Deps, erasureEmailId: string): Promise<EmailContent | undefined> {
  const erasureEmail = await deps.store.read((db) => findErasureEmail(db, erasureEmailId));
  const to = erasureEmail && openAddress(deps, erasureEmail);
  if (!to) return undefined;
  const shop = { name: await readShopName(deps) };
  return { to, ...deps.templates.renderMail("mail/erased", { shop }) };
}
