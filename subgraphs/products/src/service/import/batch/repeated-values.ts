/** Values that a file repeats from the import before it: they say nothing new, so that what the shop has changed since stays. */
import { isDeepStrictEqual } from "node:util";
import type { ImportedPricesRow, ImportedPublicationRow, WrittenPrice } from "../../../store/import/tables.ts";
import type { ImportedPrice, ImportedProduct, ImportedVariant } from "../file/entries.ts";
import type { ExistingProducts } from "./existing.ts";

type Prices = Pick<ImportedVariant, "prices"> & Pick<ImportedProduct, "allPricesIn">;

/** Whether a file says something new about the prices of a variant in a currency. */
export function isNewIn(
  known: Pick<ExistingProducts, "importedPrices">,
  variantId: string,
  { prices = [] }: Prices,
  currency: string,
): boolean {
  const last = known.importedPrices.get(variantId);
  if (last === undefined) return true;
  const [before, wanted] = [pricesIn(last, currency), pricesIn(prices, currency)];
  return before.length !== wanted.length || wanted.some((price, index) => !repeats(price, before[index]));
}

/** Whether a price says the same as one of the import before. One without a compare-at price says nothing of it. */
function repeats({ compareAtMinor, ...price }: WrittenPrice, last: WrittenPrice | undefined): boolean {
  const { compareAtMinor: lastCompareAtMinor = null, ...lastPrice } = last ?? { compareAtMinor: null };
  const isSameCompareAt = compareAtMinor === undefined || compareAtMinor === lastCompareAtMinor;
  return isSameCompareAt && isDeepStrictEqual(price, lastPrice);
}

/** The prices of a file as they are stored, with earlier ones in currencies that it does not name; undefined if it has none. */
export function importedPricesOf(
  known: Pick<ExistingProducts, "importedPrices">,
  variantId: string,
  { prices, allPricesIn }: Prices,
): ImportedPricesRow | undefined {
  if (prices === undefined) return undefined;
  const named = new Set([...allPricesIn, ...prices.map(({ currency }) => currency)]);
  const others = (known.importedPrices.get(variantId) ?? []).filter(({ currency }) => !named.has(currency));
  return { variantId, prices: [...others, ...prices.map(written)] };
}

/** The prices of a new variant as they are stored. */
export function firstImportedPricesOf(
  variantId: string,
  prices: ImportedVariant["prices"],
): ImportedPricesRow | undefined {
  return prices && { variantId, prices: prices.map(written) };
}

/** The product without a status and a time of publication that the import before had too. */
export function withoutRepeatedStatus<Product extends ImportedProduct>(
  known: Pick<ExistingProducts, "importedPublications">,
  productId: string,
  product: Product,
): Product {
  const last = known.importedPublications.get(productId);
  const { status, publishedAt } = product;
  if (last === undefined || last.status !== status || last.publishedAt !== (publishedAt ?? null)) return product;
  return { ...product, status: undefined, publishedAt: undefined };
}

/** The publication of a file as it is stored; undefined if it has none, or if the product stays a draft without a price. */
export function importedPublicationOf(
  productId: string,
  { status, publishedAt }: ImportedProduct,
  mayBeSold: boolean,
): ImportedPublicationRow | undefined {
  if (status === undefined || (status === "ACTIVE" && !mayBeSold)) return undefined;
  return { productId, status, publishedAt: publishedAt ?? null };
}

/** A price with the fields that the file has. */
function written({ currency, minor, compareAtMinor, startsAt, endsAt }: WrittenPrice | ImportedPrice): WrittenPrice {
  return {
    currency,
    minor,
    ...(compareAtMinor === undefined ? {} : { compareAtMinor }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

function pricesIn(prices: readonly (WrittenPrice | ImportedPrice)[], currency: string): WrittenPrice[] {
  const own = prices.filter((price) => price.currency === currency).map(written);
  return own.sort((one, other) => (one.startsAt ?? 0) - (other.startsAt ?? 0));
}
