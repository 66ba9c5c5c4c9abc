/** The doctor's view of tax rates: the classes on sale without a rate of their own, read from the stores. */
import {
  PriceSetDocument,
  ProductCreateDocument,
  ProductPublishDocument,
  VariantSaveDocument,
} from "@hansa/client/documents/products";
import { manualRuntime, temporaryFolder, userWith } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { seedRates } from "../../../subgraphs/orders/src/service/seed.ts";
import { everyScope } from "../../../subgraphs/users/src/service/roles/roles.ts";
import { findMissingTaxRates } from "../../doctor/missing-parts.ts";
import { performInProcess } from "../../host/in-process-client.ts";
import { openShop } from "../../host/in-process-shop.ts";

test("the doctor names the country and the class of a missing rate", async () => {
  const { path: data, remove } = temporaryFolder();
  onTestFinished(remove);
  const shop = await openShop({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, manualRuntime(Date.UTC(2026, 0, 15)));
  const staff = userWith("user_owner", [...everyScope]);
  const book = { title: "Knots", idempotencyKey: "knots" };
  const { product } = await performInProcess(shop, staff, ProductCreateDocument, book);
  const variant = { productId: product.id, sku: "KNOTS", taxClass: "BOOKS" } as const;
  const saved = await performInProcess(shop, staff, VariantSaveDocument, variant);
  const price = { variantId: saved.variant.id, currency: "EUR", amountMinor: 1_490 };
  await performInProcess(shop, staff, PriceSetDocument, price);
  await performInProcess(shop, staff, ProductPublishDocument, { id: product.id });
  await shop.runtime.advance(1_000);
  const rate = { country: "DE", region: null, startsAt: 0, rate: 190_000, name: "VAT" };
  await seedRates(shop.orders.deps, { taxRates: [{ ...rate, id: "DE-standard", taxClass: "standard" }], zones: [] });
  await shop.close();
  expect(await findMissingTaxRates(data)).toEqual(["DE BOOKS"]);
});
