/** What users writes in mail. No letter quotes what a stranger typed: an address may be anybody's. */

import type { Letter } from "@hansa/kit/mail";
import type { PostOffice, QueuedMail } from "@hansa/kit/mail-queue";
import type { Deps } from "../context.ts";
import { remakeToken } from "../providers/secrets.ts";
import { findEmailToken } from "../store/email-tokens.ts";
import { findUser } from "../store/users.ts";
import { writeLeavingLetter } from "./leaving-letters.ts";
import { shopName } from "./settings.ts";

export type Template = "verify" | "reset" | "known-address" | "export" | "erased";

type Content = Omit<Letter, "id">;

/** What sends our mail: each letter is written from the rows as they are when it leaves. */
export function postOffice(deps: Deps): PostOffice {
  const { store, world, log, sendMail } = deps;
  return { store, world, log, send: sendMail, write: (mail) => writeLetter(deps, mail) };
}

async function writeLetter(deps: Deps, { template, about }: QueuedMail): Promise<Content | undefined> {
  if (template === "verify") return withLink(deps, about, "mail/verify", "verify-email");
  if (template === "reset") return withLink(deps, about, "mail/reset", "reset-password");
  if (template === "known-address") return knownAddressLetter(deps, about);
  if (template === "export" || template === "erased") return writeLeavingLetter(deps, template, about);
  throw new Error(`there is no e-mail template ${template}`);
}

/**
 * Nothing to say if the link was followed or has run out meanwhile. A letter asks for the token behind the link to a page of the storefront,
 * or, in a shop without one, as a code to enter.
 */
async function withLink(
  deps: Deps,
  tokenId: string,
  template: "mail/verify" | "mail/reset",
  page: string,
): Promise<Content | undefined> {
  const { store, world, secrets, rules, templates } = deps;
  const found = await store.read((db) => findEmailToken(db, tokenId, world.now()));
  if (!found) return undefined;
  const code = remakeToken(secrets, tokenId, found.token.hash);
  if (code === undefined) return undefined;
  const shop = { name: await shopName(deps) };
  // Behind #, because browsers send that part to no server and write it into no referrer.
  const link = rules.storefrontUrl === undefined ? null : `${rules.storefrontUrl}/${page}#token=${code}`;
  const data = { shop, link, code: link === null ? code : null };
  return { to: found.user.email, ...templates.renderMail(template, data) };
}

async function knownAddressLetter(deps: Deps, userId: string): Promise<Content | undefined> {
  const user = await deps.store.read((db) => findUser(db, userId));
  const shop = { name: await shopName(deps) };
  return user && { to: user.email, ...deps.templates.renderMail("mail/known-address", { shop }) };
}
