/** Shop set-up: each missing part is listed until it exists, for staff with access to the settings. */
import { expect, test } from "vitest";
import { colleague, save } from "../support/back-office/settings.ts";
import { type Sender, type Shop, shop } from "../support/shop.ts";

async function missing(s: Shop, sender: Sender = colleague("ADMIN")): Promise<unknown> {
  const { data, errors } = await s.query("{ shopSetup { id missingSettings } }", {}, sender);
  return errors?.[0]?.extensions?.code ?? Object(data).shopSetup.missingSettings;
}

test("a part of the set-up is missing until it is added, and again after its removal", async () => {
  const s = await shop({ currencies: ["EUR"] });
  expect(await missing(s)).toEqual(["SENDER_EMAIL", "SELLER_ADDRESS", "TIME_ZONE"]);
  await save(s, "shopSettingsUpdate", { senderEmail: "shop@kontor.example.org", legalName: "Kontor GmbH" });
  expect(await missing(s)).toEqual(["SELLER_ADDRESS", "TIME_ZONE"]);
  const legalAddress = { line1: "Quay 1", postalCode: "28195", city: "Bremen", country: "DE" };
  await save(s, "shopSettingsUpdate", { legalAddress });
  expect(await missing(s)).toEqual(["TIME_ZONE"]);
  for (const timeZone of ["Europe/Berlin", "Etc/UTC"]) {
    await save(s, "shopSettingsUpdate", { timeZone });
    expect(await missing(s)).toEqual([]);
  }

  await save(s, "shopSettingsUpdate", { currencies: ["EUR", "SEK"], country: "CH" });
  expect(await missing(s)).toEqual(["SHIPPING_RATE", "TAX_RATE"]);
  const later = new Date(s.runtime.now() + 60_000).toISOString();
  await save(s, "taxRateSave", { name: "MWST", country: "CH", rate: "0.081", startsAt: later });
  expect(await missing(s)).toEqual(["SHIPPING_RATE", "TAX_RATE"]);
  await s.runtime.advance(60_000);
  expect(await missing(s)).toEqual(["SHIPPING_RATE"]);
  await s.corruptStore("UPDATE shipping_methods SET active = FALSE");
  expect(await missing(s)).toEqual(["SHIPPING_METHOD", "SHIPPING_RATE"]);
});

test("a legal page is missing until one of its kind is published in any language", async () => {
  const s = await shop();
  const missingPages = async () => {
    const { data } = await s.query("{ shopSetup { missingPages } }", {}, colleague("ADMIN"));
    return Object(data).shopSetup.missingPages;
  };
  const page = { title: "A page", bodyHtml: "<p>Text</p>" };
  const savePage = (slug: string, kind: string, published: boolean) =>
    save(s, "shopPageSave", { ...page, slug, kind, language: "de", published, idempotencyKey: `${slug} ${published}` });
  expect(await missingPages()).toEqual(["IMPRINT", "TERMS", "PRIVACY", "WITHDRAWAL"]);
  await savePage("about-us", "IMPRINT", true);
  await savePage("terms", "TERMS", false);
  await savePage("delivery", "SHIPPING", true);
  expect(await missingPages()).toEqual(["TERMS", "PRIVACY", "WITHDRAWAL"]);
  for (const kind of ["TERMS", "PRIVACY", "WITHDRAWAL"]) await savePage(kind.toLowerCase(), kind, true);
  expect(await missingPages()).toEqual([]);
  await savePage("about-us", "IMPRINT", false);
  expect(await missingPages()).toEqual(["IMPRINT"]);
});

test("the set-up needs the scope to read settings", async () => {
  const s = await shop();
  expect(await missing(s, {})).toBe("UNAUTHENTICATED");
  expect(await missing(s, colleague("CUSTOMER"))).toBe("FORBIDDEN");
});
