/** Adds shipping countries, products, variants, prices and stock as the administrator. */
import {
  InventoryAdjustDocument,
  PriceSetDocument,
  ProductCreateDocument,
  ProductPublishDocument,
  VariantSaveDocument,
} from "@hansa/client/documents/products";
import { ShippingZoneSaveDocument, ShippingZonesDocument } from "@hansa/client/documents/settings";
import type { VariantSaveInput } from "@hansa/client/generated/graphql";
import type { Graph } from "@hansa/client/graphql-client";
import { isType, requireSuccess } from "@hansa/client/mutation";
import { executeUntilAnswered, mutateUntilAnswered } from "@hansa/client/retries";
import { billingCountries } from "../file/addresses.ts";
import type { Product, Variant } from "../file/catalogue.ts";
import type { Journal } from "../journal.ts";

/** Of each variant; the most that one year sold of one is a tenth of it. The same for every replay, so that it may be sent again. */
const unitsOfEach = 1_000_000;

export type StockContext = { graph: Graph; journal: Journal; adminToken: () => Promise<string> };

/** Makes what the journal does not know of this product, and publishes it. May be repeated after it was interrupted. */
export async function addProduct(stocking: StockContext, { code, title, slug, variants }: Product): Promise<void> {
  const { graph, journal, adminToken } = stocking;
  const missing = variants.filter(({ sku }) => !journal.variants.has(sku));
  if (missing.length === 0) return;

  const as = { token: await adminToken() };
  const input = { title, slug, optionNames: ["Price"], idempotencyKey: `replay-${code}` };
  const created = requireSuccess(await mutateUntilAnswered(graph, ProductCreateDocument, input, as));
  const { id, status } = created.product;
  const made: { sku: string; variantId: string }[] = [];
  for (const each of missing) made.push({ sku: each.sku, variantId: await addVariant(stocking, id, each) });
  if (status === "DRAFT") requireSuccess(await mutateUntilAnswered(graph, ProductPublishDocument, { id }, as));
  for (const each of made) journal.note(each);
}

async function addVariant(
  { graph, adminToken }: StockContext,
  productId: string,
  { sku, price, pence }: Variant,
): Promise<string> {
  const token = await adminToken();
  const variantId = await saveVariant(graph, token, {
    productId,
    sku,
    options: [{ name: "Price", value: price }],
    taxClass: "ZERO",
  });
  const priced = { variantId, currency: "GBP", amountMinor: pence };
  requireSuccess(await mutateUntilAnswered(graph, PriceSetDocument, priced, { token }));
  const delivery = {
    variantId,
    delta: unitsOfEach,
    reason: "RECEIVED" as const,
    idempotencyKey: `replay-${sku}`,
  };
  requireSuccess(await mutateUntilAnswered(graph, InventoryAdjustDocument, delivery, { token }));
  return variantId;
}

/** Adds a variant without a weight, so that nothing is shipped; one that was added before an interruption is found by its sku. */
async function saveVariant(graph: Graph, token: string, input: VariantSaveInput): Promise<string> {
  const response = await mutateUntilAnswered(graph, VariantSaveDocument, input, { token });
  return (isType(response, "SkuTakenError") ? response : requireSuccess(response)).variant.id;
}

/** Adds a zone of the countries that no zone has yet: billing addresses elsewhere are refused. May be repeated. */
export async function addShippingZone(graph: Graph, token: string): Promise<void> {
  const { shippingZones } = await executeUntilAnswered(graph, ShippingZonesDocument, {}, { token });
  const known = new Set(shippingZones.flatMap(({ countries }) => countries));
  const countries = billingCountries.filter((country) => !known.has(country));
  const zone = { name: "Replayed invoices", countries };
  if (countries.length > 0) requireSuccess(await mutateUntilAnswered(graph, ShippingZoneSaveDocument, zone, { token }));
}
