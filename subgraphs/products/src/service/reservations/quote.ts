/** Quotes: current titles, prices and availability of variants for a cart or checkout in orders. */
import type { products as contract } from "@hansa/contracts/products";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCollectionsAbove } from "../../store/catalogue/collections.ts";
import { findPrices } from "../../store/catalogue/prices.ts";
import { findProductsByIds } from "../../store/catalogue/products.ts";
import type { ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { findTaxClasses, findVariantsByIds } from "../../store/catalogue/variants.ts";
import { findStockLevels, unitsForSale } from "../../store/reservations/stock.ts";
import { isOnSale } from "../visibility.ts";

type Quote = OutputOf<typeof contract.quote>;

/** Returns the tax classes of the variants on sale. */
export async function listTaxClasses({ store, runtime }: Deps): Promise<OutputOf<typeof contract.taxClasses>> {
  return { taxClasses: await store.read((db) => findTaxClasses(db, runtime.now())) };
}

/** Returns the current facts of variants from one snapshot. Variants that are not on sale are left out. */
export function quoteVariants(deps: Deps, { currency, variantIds }: InputOf<typeof contract.quote>): Promise<Quote> {
  const now = deps.runtime.now();
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
          isWithdrawable: variant.isWithdrawable,
          available: variant.tracked ? unitsForSale(level) : null,
          collectionIds: collectionsOf.get(product.id) ?? [],
        };
      }),
    };
  });
}

export type OnSale = { product: ProductRow; variant: VariantRow };

/** Returns the variants on sale at `now` with their products, and the unknown ids. */
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

/** Returns the collections of each product and their ancestors. */
async function findCollectionIds(db: Reader, onSale: readonly OnSale[]): Promise<Map<string, string[]>> {
  const productIds = [...new Set(onSale.map(({ product }) => product.id))];
  const found = new Map<string, string[]>(productIds.map((id) => [id, []]));
  for (const { productId, collectionId } of await findCollectionsAbove(db, productIds))
    found.get(productId)?.push(collectionId);
  return found;
}

/** The title for a receipt: that of the product, with that of the variant if it differs. */
function fullTitle(product: ProductRow, variant: VariantRow): string {
  return variant.title === "" || variant.title === product.title ? product.title : `${product.title}, ${variant.title}`;
}
