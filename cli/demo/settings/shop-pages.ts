/** The demo shop's seller and its pages, from `shop-pages.json`: marked as samples, in English and German. */
import { SettingsUpdateDocument, ShopPageSaveDocument } from "@hansa/client/documents/settings";
import type { ShopPageKind } from "@hansa/client/generated/graphql";
import { performInProcess } from "../../host/in-process-client.ts";
import type { Opened } from "../accounts/registration.ts";
import type { SeedShop } from "../shop.ts";
import texts from "./shop-pages.json" with { type: "json" };

type Text = { title: string; bodyHtml: string };

const samples: readonly { slug: string; kind: ShopPageKind; en: Text; de: Text }[] = [
  { slug: "imprint", kind: "IMPRINT", ...texts.imprint },
  { slug: "terms", kind: "TERMS", ...texts.terms },
  { slug: "privacy", kind: "PRIVACY", ...texts.privacy },
  { slug: "withdrawal-policy", kind: "WITHDRAWAL", ...texts.withdrawal },
  { slug: "shipping", kind: "SHIPPING", ...texts.shipping },
  { slug: "guarantee", kind: "GUARANTEE", ...texts.guarantee },
  { slug: "accessibility", kind: "ACCESSIBILITY", ...texts.accessibility },
];

/** A company that does not exist. */
const seller = {
  legalName: "Hansa Demo Trading GmbH (sample)",
  legalAddress: { line1: "Musterkai 1", city: "Bremen", postalCode: "28195", country: "DE" },
  // Its past, which the seed draws, is in days of UTC.
  timeZone: "Etc/UTC",
};

/** Saves the seller and the pages, and returns the number of pages. */
export async function seedShopPages(shop: SeedShop, { viewer }: Opened): Promise<number> {
  await performInProcess(shop, viewer, SettingsUpdateDocument, seller);
  for (const { slug, kind, ...texts } of samples) {
    for (const [language, text] of Object.entries(texts)) {
      const idempotencyKey = `sample ${slug} ${language}`;
      const page = { slug, language, kind, ...text, published: true, idempotencyKey };
      await performInProcess(shop, viewer, ShopPageSaveDocument, page);
    }
  }
  return samples.length;
}
