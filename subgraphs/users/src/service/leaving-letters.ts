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
  const shop = await shopName(deps);
  return {
    to: found.user.email,
    subject: "What we know about you",
    text: [
      "Hello,",
      `you have asked what ${shop} knows about you. All of it is in one file, which this link gives to whoever has it, ` +
        "within 24 hours:",
      link,
      "If it was not you, change your password: somebody is signed in as you.",
    ].join("\n\n"),
  };
}

async function erasedLetter(deps: Deps, farewellId: string): Promise<Content | undefined> {
  const farewell = await deps.store.read((db) => findFarewell(db, farewellId));
  const to = farewell && openAddress(deps, farewell);
  if (!to) return undefined;
  const shop = await shopName(deps);
  return {
    to,
    subject: "Your account is erased",
    text: [
      "Hello,",
      `your account at ${shop} is erased, as was asked for. What you have ordered stays in our books, without your name.`,
      "This is the last letter; we have forgotten this address. If it was not you who asked, write to us.",
    ].join("\n\n"),
  };
}
