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
  if (template === "verify") return withLink(deps, about, verifyLetter);
  if (template === "reset") return withLink(deps, about, resetLetter);
  if (template === "known-address") return knownAddressLetter(deps, about);
  if (template === "export" || template === "erased") return writeLeavingLetter(deps, template, about);
  throw new Error(`there is no letter called ${template}`);
}

/** Nothing to say if the link was followed or has run out meanwhile. */
async function withLink(
  deps: Deps,
  tokenId: string,
  write: (shop: string, storefront: string | undefined, token: string) => Omit<Content, "to">,
): Promise<Content | undefined> {
  const { store, world, secrets, rules } = deps;
  const found = await store.read((db) => findEmailToken(db, tokenId, world.now()));
  if (!found) return undefined;
  const token = remakeToken(secrets, tokenId, found.token.hash);
  if (token === undefined) return undefined;
  return { to: found.user.email, ...write(await shopName(deps), rules.storefrontUrl, token) };
}

/** How a letter asks for a token back: behind the link to a page of the storefront, or, in a shop without one, as a code to enter. */
function askFor(storefront: string | undefined, page: string, token: string): { action: string; place: string } {
  if (storefront === undefined) return { action: "enter this code where you asked for it", place: token };
  // Behind #, because browsers send that part to no server and write it into no referrer.
  return { action: "follow this link", place: `${storefront}/${page}#token=${token}` };
}

function verifyLetter(shop: string, storefront: string | undefined, token: string) {
  const { action, place } = askFor(storefront, "verify-email", token);
  return {
    subject: "Confirm your e-mail address",
    text: [
      "Hello,",
      `somebody, probably you, has asked for an account at ${shop} with this address. To open it, ${action} ` +
        "within 24 hours:",
      place,
      "If it was not you, do nothing. Without this mail, nobody can sign in.",
    ].join("\n\n"),
  };
}

function resetLetter(shop: string, storefront: string | undefined, token: string) {
  const { action, place } = askFor(storefront, "reset-password", token);
  return {
    subject: "Choose a new password",
    text: [
      "Hello,",
      `somebody, probably you, has asked for a new password for your account at ${shop}. To choose one, ${action} ` +
        "within one hour:",
      place,
      "If it was not you, do nothing. Your password stays as it is.",
    ].join("\n\n"),
  };
}

async function knownAddressLetter(deps: Deps, userId: string): Promise<Content | undefined> {
  const user = await deps.store.read((db) => findUser(db, userId));
  const shop = await shopName(deps);
  return (
    user && {
      to: user.email,
      subject: "You already have an account",
      text: [
        "Hello,",
        `somebody, probably you, has asked for an account at ${shop} with this address, but it has one already. Sign in ` +
          "with your password. If you have forgotten it, ask for a new one where you sign in.",
        "If it was not you, do nothing. Nothing has changed.",
      ].join("\n\n"),
    }
  );
}
