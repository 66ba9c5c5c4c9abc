/** A quote: what variants are called and cost today, for a cart that orders keeps. */
import type { products as contract } from "@hansa/contracts/products";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCollectionsAbove } from "../../store/collections.ts";
import { findPrices } from "../../store/prices.ts";
import { findProductsByIds } from "../../store/products.ts";
import { findStockLevels } from "../../store/stock.ts";
import type { ProductRow, VariantRow } from "../../store/tables.ts";
import { findVariantsByIds } from "../../store/variants.ts";
import { isOnSale } from "../visibility.ts";

type Quote = OutputOf<typeof contract.quote>;

/** Today's facts about variants, in one snapshot. Those that are not on sale are left out. */
export function quote(deps: Deps, { currency, variantIds }: InputOf<typeof contract.quote>): Promise<Quote> {
  const now = deps.world.now();
  return deps.store.read(async (db) => {
    const { onSale, unknown } = await findOnSale(db, variantIds, now);
    const ids = onSale.map(({ variant }) => variant.id);
    const prices = (await findPrices(db, ids, now)).filter((price) => price.currency === currency);
    const priceOf = new Map(prices.map((price) => [price.variantId, price.minor]));
    const collectionsOf = await findCollectionIds(db, onSale);
    const levelOf = new Map((await findStockLevels(db, ids)).map((level) => [level.variantId, level]));
    return {
      unknown,
      variants: onSale.map(({ product, variant }) => {
        const level = levelOf.get(variant.id);
        return {
          variantId: variant.id,
          productId: product.id,
          sku: variant.sku,
          title: fullTitle(product, variant),
          priceMinor: priceOf.get(variant.id) ?? null,
          taxClass: variant.taxClass,
          weightGrams: variant.weightGrams,
          available: variant.tracked ? (level ? level.onHand - level.reserved : 0) : null,
          collectionIds: collectionsOf.get(product.id) ?? [],
        };
      }),
    };
  });
}

export type OnSale = { product: ProductRow; variant: VariantRow };

/** Those of the variants that can be bought at `now`, with their products, and the ids that no variant has. */
export async function findOnSale(
  db: Reader,
  variantIds: readonly string[],
  now: number,
): Promise<{ onSale: OnSale[]; unknown: string[] }> {
  const variants = await findVariantsByIds(db, variantIds);
  const products = await findProductsByIds(db, [...new Set(variants.map((variant) => variant.productId))]);
  const productOf = new Map(products.map((product) => [product.id, product]));
  const known = new Set(variants.map((variant) => variant.id));
  const onSale = variants.flatMap((variant) => {
    const product = productOf.get(variant.productId);
    return product && isOnSale(product, now) ? [{ product, variant }] : [];
  });
  return { onSale, unknown: variantIds.filter((id) => !known.has(id)) };
}

/** Of each product, the collections that it stands in and those above them. */
async function findCollectionIds(db: Reader, onSale: readonly OnSale[]): Promise<Map<string, string[]>> {
  const productIds = [...new Set(onSale.map(({ product }) => product.id))];
  const found = new Map<string, string[]>(productIds.map((id) => [id, []]));
  for (const { productId, collectionId } of await findCollectionsAbove(db, productIds))
    found.get(productId)?.push(collectionId);
  return found;
}

/** The title for a receipt: the product's, and the variant's where it says more. */
function fullTitle(product: ProductRow, variant: VariantRow): string {
  return variant.title === "" || variant.title === product.title ? product.title : `${product.title}, ${variant.title}`;
}
