/** Letters about the person as a whole: what the shop knows about them, and that it has forgotten them. */
import type { Letter } from "@hansa/kit/mail";
import type { Deps } from "../context.ts";
import { findFarewell } from "../store/erasing.ts";
import { findExportById } from "../store/exports.ts";
import { findUser } from "../store/users.ts";
import { linkOf, openAddress } from "./leaving-links.ts";
import { shopName } from "./settings.ts";

type Content = Omit<Letter, "id">;

/** `about` is the export's or the farewell's id. Nothing to say if it is gone. */
export function writeLeavingLetter(
  deps: Deps,
  template: "export" | "erased",
  about: string,
): Promise<Content | undefined> {
  return template === "export" ? exportLetter(deps, about) : erasedLetter(deps, about);
}

async function exportLetter(deps: Deps, exportId: string): Promise<Content | undefined> {
  const found = await deps.store.read(async (db) => {
    const row = await findExportById(db, exportId);
    const user = row && (await findUser(db, row.userId));
    return row && user ? { row, user } : undefined;
  });
  const link = found && linkOf(deps, found.row);
  if (!found || !link) return undefined;
  const shop = { name: await shopName(deps) };
  return { to: found.user.email, ...deps.templates.renderMail("mail/export", { shop, link }) };
}

async function erasedLetter(deps: Deps, farewellId: string): Promise<Content | undefined> {
  const farewell = await deps.store.read((db) => findFarewell(db, farewellId));
  const to = farewell && openAddress(deps, farewell);
  if (!to) return undefined;
  const shop = { name: await shopName(deps) };
  return { to, ...deps.templates.renderMail("mail/erased", { shop }) };
}
