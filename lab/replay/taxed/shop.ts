/** The shop of a taxed replay: the four services in one process on a manual clock, with three tax rates and shipping. */

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import type { Viewer } from "@hansa/kit/identity";
import { openWithoutFsync } from "@hansa/kit/store";
import { type ManualRuntime, manualRuntime } from "@hansa/kit/testing";
import { performInProcess } from "../../../cli/host/in-process-client.ts";
import { openShop, type Shop } from "../../../cli/host/in-process-shop.ts";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { withoutLimits } from "../../../cli/testing/shop-limits.ts";
import { seedRates } from "../../../subgraphs/orders/src/service/seed.ts";
import { parcelZone, seedPlainProducts } from "../../harness/small-shop.ts";
import { billingCountries } from "../file/addresses.ts";
import { catalogueOf } from "../file/catalogue.ts";
import type { Invoice } from "../file/invoices.ts";
import { replaySettings } from "../own-shop.ts";
import { classOf, type ReplayedClass, taxClasses, timeZone } from "./plan.ts";

export type TaxedShop = Shop<ManualRuntime>;

const marker = "taxed-replay";
const opening = Date.parse("2025-12-31T22:00:00Z");
const muchOfEach = 1_000_000;

/** In parts per million. */
const rates: Readonly<Record<ReplayedClass, { name: string; rate: number }>> = {
  standard: { name: "VAT 20%", rate: 200_000 },
  reduced: { name: "VAT 5%", rate: 50_000 },
  zero: { name: "VAT 0%", rate: 0 },
};

/** Opens an empty shop an hour before the first month; what an earlier taxed replay left in the folder is removed. Throws if it holds anything else. */
export async function openTaxedShop(data: string): Promise<TaxedShop> {
  if (existsSync(data) && !existsSync(path.join(data, marker)))
    throw new Error(
      `${data} holds a shop that no taxed replay made. Choose another folder: HANSA_DATA=.data-replay-taxed.`,
    );
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  writeFileSync(path.join(data, marker), "");
  const mail = mkdtempSync(path.join(tmpdir(), "hansa-replay-mail-"));
  const environment = {
    ...ownEnvironment(),
    HANSA_DATA: data,
    HANSA_LOG_LEVEL: "fatal",
    HANSA_SANDBOX_WEBHOOK_URL: undefined,
    HANSA_SMTP_URL: undefined,
    HANSA_MAIL_FOLDER: mail,
  };
  const shop = await openWithoutFsync(() => openShop(environment, manualRuntime(opening, 2025)));
  return { ...shop, close: () => shop.close().finally(() => rmSync(mail, { recursive: true, force: true })) };
}

/** Adds seller, time zone, tax rates of every country, shipping, and what the invoices need. Gives the variants by sku. */
export async function stockTaxedShop(
  shop: TaxedShop,
  owner: Viewer,
  invoices: readonly Invoice[],
): Promise<ReadonlyMap<string, string>> {
  await performInProcess(shop, owner, SettingsUpdateDocument, {
    legalName: "Replay Ltd",
    legalAddress: { line1: "1 Quay", city: "London", postalCode: "EC1A 1BB", country: "GB" },
    vatId: "GB123456789",
    timeZone,
    ...replaySettings,
    // All buyers are one program, and some buy all that there is.
    ...withoutLimits,
  });
  await shop.products.catchUp();
  await seedRates(shop.orders.deps, { taxRates: billingCountries.flatMap(ratesIn), zones: [zone] });
  const made = await seedPlainProducts(
    shop,
    catalogueOf(invoices).map(({ code, title, slug, variants }) => ({
      ...{ slug, title, optionNames: ["Price"], publishedAt: opening },
      plain: variants.map(({ sku, pence, price }) => ({
        ...{ sku, title: price, options: [{ name: "Price", value: price }], weightGrams: 1, stock: muchOfEach },
        ...{ taxClass: classOf(code), price: { currency: "GBP", minor: pence } },
      })),
    })),
  );
  return new Map(made.map(({ id, sku }) => [sku, id]));
}

function ratesIn(country: string) {
  return taxClasses.map((taxClass) => {
    return { id: `${country}-${taxClass}`, country, region: null, taxClass, ...rates[taxClass], startsAt: 0 };
  });
}

/** Light parcels cost less than heavy ones; each unit weighs a gram. */
const zone = parcelZone(
  { id: "replay", name: "Replayed invoices", countries: billingCountries },
  {
    ...{ id: "post", label: "Post", carrier: "Post", etaDaysMin: 2, etaDaysMax: 5 },
    taxBasis: "GOODS_PROPORTIONAL",
    rates: [
      { currency: "GBP", upToGrams: 200, minor: 495 },
      { currency: "GBP", upToGrams: 1_000_000, minor: 1_295 },
    ],
  },
);
