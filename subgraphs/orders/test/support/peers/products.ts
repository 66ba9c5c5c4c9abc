/** The real products service for tests of orders, with functions that change its catalogue. */

import { events } from "@hansa/contracts/events";
import { newShop } from "@hansa/contracts/new-shop";
import { processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import { directTransport, type PeerOptions } from "@hansa/kit/rpc";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { type GraphResponse, rowsOf, sendQuery, userWith } from "@hansa/kit/testing";
import { z } from "zod";
import { products } from "../../../../products/src/server.ts";
import { seedMenu } from "../../../../products/src/service/catalogue/seed.ts";
import { saveSettings } from "../../../../products/src/service/settings.ts";
import type { Settings } from "../../../src/store/settings/settings.ts";
import { fakeUsers } from "./users.ts";

const manager = userWith("user_manager", ["products:write", "prices:write", "inventory:read", "inventory:write"]);

export type VariantOptions = {
  /** In minor units, by currency: 10.00 EUR if absent. */
  prices?: Record<string, number>;
  /** Units on hand, 10 if absent; null: not tracked. */
  stock?: number | null;
  /** Null: not shipped. */
  weightGrams?: number | null;
  taxClass?: string;
  /** False: the law excludes it from withdrawal. */
  isWithdrawable?: boolean;
  collectionIds?: string[];
};

export type TestVariant = { productId: string; variantId: string };

/** Opens products on a store in `folder`, with the settings of the shop. Its functions act as the back office. */
export async function realProducts(folder: string, runtime: Runtime, settings: Partial<Settings>) {
  const config = products.readConfig({ HANSA_DATA: folder, HANSA_LOG_LEVEL: "silent" });
  const service = await products
    .configured(config)
    .open(runtime, directTransport(new Map([["users", fakeUsers(runtime).internal]])));
  const peer: PeerOptions = {
    callee: "products",
    ring: developmentRing("orders", processes),
    transport: directTransport(new Map([["products", service.internal]])),
    runtime,
    metrics: createMetrics(),
  };
  await service.deps.store.write("settings", (tx) =>
    saveSettings(tx, 0, events.shopSettingsChanged.payload.parse({ ...newShop, ...settings })),
  );
  let made = 0;

  const ask = (query: string, variables: Record<string, unknown>): Promise<GraphResponse> =>
    sendQuery("products", service, runtime, { query, variables, viewer: manager });

  /** Runs a mutation and returns the member of its union; throws if it was refused. */
  async function change(field: string, type: string, input: Record<string, unknown>, selection: string) {
    const response = await ask(
      `mutation ($input: ${type}!) { changed: ${field}(input: $input) { __typename ${selection} } }`,
      { input },
    );
    const found = z.looseObject({ __typename: z.string() }).safeParse(response.data?.changed);
    if (!found.success || found.data.__typename.endsWith("Error")) throw new Error(JSON.stringify(response));
    return found.data;
  }

  async function price(variantId: string, amountMinor: number, currency = "EUR"): Promise<void> {
    await change("variantPriceSet", "VariantPriceSetInput", { variantId, currency, amountMinor }, "");
  }

  async function receive(variantId: string, delta: number): Promise<void> {
    made += 1;
    const input = { variantId, delta, reason: "RECEIVED", idempotencyKey: `move-${made}` };
    await change("inventoryAdjust", "InventoryAdjustInput", input, "");
  }

  async function sell(options: VariantOptions = {}): Promise<TestVariant> {
    const {
      prices = { EUR: 1_000 },
      stock = 10,
      weightGrams = 250,
      taxClass = "standard",
      isWithdrawable = true,
      collectionIds = [],
    } = options;
    made += 1;
    const sku = `THING-${made}`;
    const draft = { title: `Thing ${made}`, descriptionHtml: "<p>Good.</p>", collectionIds, idempotencyKey: sku };
    const { product } = await change(
      "productCreate",
      "ProductCreateInput",
      draft,
      "... on ProductSaved { product { id } }",
    );
    const { id: productId } = withId.parse(product);
    const goods = { tracked: stock !== null, weightGrams, taxClass: taxClass.toUpperCase(), isWithdrawable };
    const facts = { productId, sku, ...goods };
    const saved = "... on VariantSaved { variant { id } }";
    const { variant } = await change("variantSave", "VariantSaveInput", facts, saved);
    const { id: variantId } = withId.parse(variant);
    for (const [currency, minor] of Object.entries(prices)) await price(variantId, minor, currency);
    if (stock) await receive(variantId, stock);
    await change("productPublish", "ProductPublishInput", { id: productId }, "");
    return { productId, variantId };
  }

  /** Creates a collection and a child collection and returns their ids. */
  async function shelve(slug: string): Promise<{ outer: string; internal: string }> {
    const collections = [
      { slug, title: slug, parentSlug: null },
      { slug: `${slug}-inner`, title: slug, parentSlug: slug },
    ];
    await seedMenu(service.deps, { collections, facets: [] });
    const text = "query ($slug: String) { collection(slug: $slug) { id children { id } } }";
    const { data } = await ask(text, { slug });
    const { id, children } = z.object({ id: z.string(), children: z.tuple([withId]) }).parse(data?.collection);
    return { outer: id, internal: children[0].id };
  }

  return {
    service,
    /** Rows of its store. */
    rows: (statement: string) => rowsOf(config.store, statement),
    peer,
    sell,
    shelve,
    /** Sets the collections of a product. */
    place: (id: string, collectionIds: string[]) =>
      change("productUpdate", "ProductUpdateInput", { id, collectionIds }, ""),
    price,
    receive,
    /** Withdraws a product from sale. */
    withdraw: ({ productId }: TestVariant) => change("productArchive", "ProductArchiveInput", { id: productId }, ""),
  };
}

const withId = z.object({ id: z.string() });
