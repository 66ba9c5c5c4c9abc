/** A fresh products service for one test: its own store on a temporary file, a clock that stands still, ids that follow from a seed. */
import { directCarrier } from "@hansa/kit/carriers";
import { developmentSecret } from "@hansa/kit/config";
import { pairKeys, type Viewer } from "@hansa/kit/identity";
import { manualWorld } from "@hansa/kit/manual-world";
import { createMetrics } from "@hansa/kit/metrics";
import { askGraph, type GraphAnswer, temporaryFolder, userWith } from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import { readConfig } from "../src/config.ts";
import { openProducts } from "../src/server.ts";

export const noon = Date.UTC(2026, 0, 15, 12);
export const manager: Viewer = userWith("user_manager", [
  "products:write",
  "prices:write",
  "prices:read",
  "inventory:read",
  "inventory:write",
]);

/** Opens the service; it is closed and removed when the test ends. */
export async function shop(environment: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const world = manualWorld(noon);
  const service = await openProducts(
    readConfig({ HANSA_DATA: folder.path, HANSA_LOG_LEVEL: "silent", ...environment }),
    world,
  );
  onTestFinished(async () => {
    await service.stop();
    folder.remove();
  });

  const query = (text: string, variables: Record<string, unknown> = {}, viewer?: Viewer): Promise<GraphAnswer> =>
    askGraph("products", service, world, { query: text, variables, ...(viewer ? { viewer } : {}) });

  const peer = {
    self: "orders",
    callee: "products",
    keys: pairKeys([developmentSecret], "orders", "products"),
    carry: directCarrier(new Map([["products", service.inner]])),
    world,
    metrics: createMetrics(),
  } as const;
  return { world, service, query, peer };
}

export type Shop = Awaited<ReturnType<typeof shop>>;

export type Wanted = {
  sku: string;
  title?: string;
  prices?: Record<string, number>;
  stock?: number;
  tracked?: boolean;
  publish?: boolean;
};

/** Puts something on sale, as the back office would: product, variant, prices, stock, published. */
export async function sell(
  { query }: Shop,
  { sku, title = `Thing ${sku}`, prices = { EUR: 1_000 }, stock = 10, tracked = true, publish = true }: Wanted,
) {
  const productId = idIn(
    await query(
      `mutation ($input: ProductCreateInput!) { productCreate(input: $input) { __typename ... on ProductSaved { product { id } } } }`,
      { input: { title, descriptionHtml: "<p>Good.</p>", idempotencyKey: `create-${sku}` } },
      manager,
    ),
    "productCreate.product.id",
  );
  const variantId = idIn(
    await query(
      `mutation ($input: VariantSaveInput!) { variantSave(input: $input) { __typename ... on VariantSaved { variant { id } } } }`,
      { input: { productId, sku, tracked, weightGrams: 250 } },
      manager,
    ),
    "variantSave.variant.id",
  );
  for (const [currency, amountMinor] of Object.entries(prices)) {
    await query(
      `mutation ($input: VariantPriceSetInput!) { variantPriceSet(input: $input) { __typename } }`,
      { input: { variantId, currency, amountMinor } },
      manager,
    );
  }
  if (tracked && stock > 0) await adjust({ query }, variantId, stock, `stock-${sku}`);
  if (publish) {
    await query(
      `mutation ($input: ProductPublishInput!) { productPublish(input: $input) { __typename } }`,
      { input: { id: productId } },
      manager,
    );
  }
  return { productId, variantId };
}

/** Adds to (or takes from) the shelf. */
export function adjust({ query }: Pick<Shop, "query">, variantId: string, delta: number, idempotencyKey: string) {
  return query(
    `mutation ($input: InventoryAdjustInput!) {
      inventoryAdjust(input: $input) { __typename ... on StockReservedError { reserved onHand } ... on InventoryAdjusted { variant { available } } }
    }`,
    { input: { variantId, delta, reason: "RECEIVED", idempotencyKey } },
    manager,
  );
}

/** The text at a path of an answer; throws, with the whole answer, if there is none. */
export function idIn(answer: GraphAnswer, path: string): string {
  let found: unknown = answer.data;
  for (const key of path.split("."))
    found = typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined;
  if (typeof found !== "string") throw new Error(`no text at ${path} in ${JSON.stringify(answer)}`);
  return found;
}
