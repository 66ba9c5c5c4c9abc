/** A products service for one test: a store on a temporary file, a manual clock and deterministic ids. */

import { events } from "@hansa/contracts/events";
import { newShop } from "@hansa/contracts/new-shop";
import { processes } from "@hansa/contracts/processes";
import { developmentRing, type Viewer } from "@hansa/kit/identity";
import { directTransport } from "@hansa/kit/rpc";
import { createMetrics } from "@hansa/kit/runtime";
import {
  type GraphResponse,
  lookUpsIn,
  manualRuntime,
  sendQuery,
  storeVariables,
  temporaryFolder,
  userWith,
} from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { readConfig } from "../../src/config.ts";
import { products } from "../../src/server.ts";
import { seedMenu } from "../../src/service/catalogue/seed.ts";
import { findCollectionsBySlugs } from "../../src/store/catalogue/collections.ts";
import { createFakePeers } from "./peers.ts";
import { awayOrigin } from "./picture-host.ts";
import { idIn } from "./responses.ts";

export { guest } from "@hansa/kit/testing";
export { codeOf } from "./responses.ts";

export const noon = Date.UTC(2026, 0, 15, 12);
export const manager: Viewer = userWith("user_manager", [
  "products:write",
  "prices:write",
  "prices:read",
  "inventory:read",
  "inventory:write",
  "reviews:moderate",
  "imports:read",
  "imports:write",
  "audit:read",
  "settings:read",
]);

type Published = z.input<(typeof events.shopSettingsChanged)["payload"]>;

/**
 * Opens the service; `settings` are published by orders, and consumed. It is closed and removed when the test ends, or by the function passed to
 * `whenDone`. `place` gives the variables of its store.
 */
export async function shop(
  settings: Partial<Published> = {},
  whenDone: (end: () => Promise<void>) => void = onTestFinished,
  place: typeof storeVariables = storeVariables,
) {
  const folder = temporaryFolder();
  const runtime = manualRuntime(noon);
  const peers = createFakePeers(runtime);
  const stores = await place("products", folder.path);
  const config = readConfig({ HANSA_DATA: folder.path, HANSA_LOG_LEVEL: "silent", ...stores });
  const service = await products.configured(config).open(runtime, peers.transport);
  service.deps.pictureOrigin = awayOrigin;
  whenDone(async () => {
    await service.stop();
    await peers.close();
    folder.remove();
  });

  if (Object.keys(settings).length > 0) {
    peers.orders.tell(events.shopSettingsChanged, { ...newShop, currencies: [...newShop.currencies], ...settings });
    await service.catchUp();
  }

  const query = (text: string, variables: Record<string, unknown> = {}, viewer?: Viewer): Promise<GraphResponse> =>
    sendQuery("products", service, runtime, { query: text, variables, ...(viewer ? { viewer } : {}) });

  const peer = {
    callee: "products",
    ring: developmentRing("orders", processes),
    transport: directTransport(new Map([["products", service.internal]])),
    runtime,
    metrics: createMetrics(),
  } as const;
  return { runtime, service, query, peer, peers, config, folder: folder.path, ...lookUpsIn(config.store) };
}

export type Shop = Awaited<ReturnType<typeof shop>>;

type Asking = Pick<Shop, "query"> & { viewer?: Viewer };

/** Runs a mutation with one input, as the manager unless told otherwise, and returns `__typename` and the fields of `selection`. Throws if it failed. */
export async function change(
  { query, viewer = manager }: Asking,
  field: string,
  input: Record<string, unknown>,
  selection = "",
): Promise<Record<string, unknown>> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { changed: ${field}(input: $input) { __typename ${selection} } }`;
  const response = await query(text, { input }, viewer);
  const changed = record.safeParse(response.data?.changed);
  if (!changed.success) throw new Error(JSON.stringify(response));
  return changed.data;
}

const record = z.record(z.string(), z.unknown());

/** Creates a draft and returns its id. `input` is added to the required fields. */
export async function draft(s: Asking, title: string, input: Record<string, unknown> = {}): Promise<string> {
  const made = await change(
    s,
    "productCreate",
    { title, descriptionHtml: "<p>Good.</p>", idempotencyKey: `create-${title}`, ...input },
    "... on ProductSaved { product { id } }",
  );
  return idIn({ data: made }, "product.id");
}

/** Adds a variant to a product and returns its id. */
export async function addVariant(
  s: Asking,
  productId: string,
  sku: string,
  input: Record<string, unknown> = {},
): Promise<string> {
  const saved = await change(
    s,
    "variantSave",
    { productId, sku, weightGrams: 250, ...input },
    "... on VariantSaved { variant { id } }",
  );
  return idIn({ data: saved }, "variant.id");
}

export function setPrice(
  s: Asking,
  variantId: string,
  amountMinor: number | null,
  input: Record<string, unknown> = {},
) {
  return change(s, "variantPriceSet", { variantId, currency: "EUR", amountMinor, ...input });
}

export function publish(s: Asking, id: string, input: Record<string, unknown> = {}) {
  return change(
    s,
    "productPublish",
    { id, ...input },
    "... on ProductSaved { product { version publishedAt status } }",
  );
}

export type Wanted = {
  sku: string;
  title?: string;
  prices?: Record<string, number>;
  stock?: number;
  tracked?: boolean;
  publish?: boolean;
  /** More of the product's input. */
  product?: Record<string, unknown>;
};

/** Creates and publishes a product with variant, prices and stock, through the mutations of the back office. */
export async function sell(
  s: Asking,
  { sku, title = `Thing ${sku}`, prices = { EUR: 1_000 }, stock = 10, tracked = true, ...wanted }: Wanted,
) {
  const productId = await draft(s, title, { idempotencyKey: `create-${sku}`, ...wanted.product });
  const variantId = await addVariant(s, productId, sku, { tracked });
  for (const [currency, amountMinor] of Object.entries(prices)) await setPrice(s, variantId, amountMinor, { currency });
  if (tracked && stock > 0) await adjust(s, variantId, stock, `stock-${sku}`);
  if (wanted.publish !== false) await publish(s, productId);
  return { productId, variantId };
}

/** Changes the units on hand. */
export function adjust(s: Asking, variantId: string, delta: number, idempotencyKey: string) {
  return change(
    s,
    "inventoryAdjust",
    { variantId, delta, reason: "RECEIVED", idempotencyKey },
    "... on StockReservedError { onHand committed reserved } ... on InventoryAdjusted { variant { available } }",
  );
}

/** Creates collections of tea (green, black) and pots, and two facets; returns the ids of the collections by slug. */
export async function openMenu({ service }: Shop): Promise<Record<"tea" | "green-tea" | "black-tea" | "pots", string>> {
  await seedMenu(service.deps, {
    collections: [
      { slug: "tea", title: "Tea", parentSlug: null },
      { slug: "green-tea", title: "Green tea", parentSlug: "tea" },
      { slug: "black-tea", title: "Black tea", parentSlug: "tea" },
      { slug: "pots", title: "Pots", parentSlug: null },
    ],
    facets: [
      {
        code: "colour",
        label: "Colour",
        values: ["red", "blue", "white"].map((value) => ({ value, label: capital(value) })),
      },
      { code: "size", label: "Size", values: ["small", "large"].map((value) => ({ value, label: capital(value) })) },
    ],
  });
  const slugs = ["tea", "green-tea", "black-tea", "pots"];
  const rows = await service.deps.store.read((db) => findCollectionsBySlugs(db, slugs));
  const idOf = (slug: string) => rows.find((row) => row.slug === slug)?.id ?? "";
  return { tea: idOf("tea"), "green-tea": idOf("green-tea"), "black-tea": idOf("black-tea"), pots: idOf("pots") };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * Returns the field `leaf` of every node of a list, read in pages of `first`. `list` is the field with its arguments except `first` and
 * `after`, such as `products(sort: NEWEST`. Throws if a page fails.
 */
export async function walk(
  s: Asking,
  list: string,
  { first = 2, viewer, leaf = "title" }: { first?: number; viewer?: Viewer; leaf?: string } = {},
): Promise<unknown[]> {
  const text = `query ($after: String) {
    list: ${list}, first: ${first}, after: $after) { nodes { ${leaf} } pageInfo { endCursor hasNextPage } }
  }`;
  const found: unknown[] = [];
  let after: string | null = null;
  do {
    const response: GraphResponse = await s.query(text, { after }, viewer);
    const page = walked.safeParse(response.data?.list);
    if (!page.success) throw new Error(JSON.stringify(response));
    found.push(...page.data.nodes.map((node) => node[leaf]));
    after = page.data.pageInfo.hasNextPage ? page.data.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

const walked = z.object({
  nodes: z.array(record),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
});
