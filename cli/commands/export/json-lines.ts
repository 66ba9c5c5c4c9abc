/** Export as JSON Lines: an import of the file restores every exported product. */
import type { ExportedCollection } from "./navigation.ts";
import type { ExportedProduct, ExportedVariant } from "./products.ts";

/** `origin` is put before the addresses of pictures that are in this shop, so that another shop finds them. */
export function writeCollection(collection: ExportedCollection, origin: string): string {
  const { slug, title, parent, descriptionHtml, image } = collection;
  return line({
    type: "collection",
    slug,
    title,
    parent: parent ?? undefined,
    descriptionHtml: descriptionHtml || undefined,
    image: image ? writePicture(image, new URL(image.url, origin).href) : undefined,
  });
}

type Picture = Pick<ExportedProduct["media"][number], "alt" | "width" | "height">;

function writePicture({ alt, width, height }: Picture, url: string | undefined): object {
  return { url, alt, width: width ?? undefined, height: height ?? undefined };
}

export function writeFacet(facet: { code: string; label: string; values: { value: string; label: string }[] }): string {
  return line({ type: "facet", ...facet });
}

/** Addresses of pictures as for collections. */
export function writeProduct(product: ExportedProduct, origin: string): string {
  const urls = new Map(product.media.map(({ id, url }) => [id, new URL(url, origin).href]));
  const facets: Record<string, string[]> = {};
  for (const { facet, value } of product.facets) facets[facet] = [...(facets[facet] ?? []), value];
  return line({
    type: "product",
    handle: product.slug,
    title: product.title,
    descriptionHtml: product.descriptionHtml,
    status: product.status,
    publishedAt: product.publishedAt,
    options: product.options.map(({ name }) => name),
    swatches: writeSwatches(product.options),
    collections: product.collections.map(({ slug }) => slug),
    facets,
    images: product.media.map((picture) => writePicture(picture, urls.get(picture.id))),
    safety: product.safety ? writeSafety(product.safety) : undefined,
    variants: product.variants.map((variant) => writeVariant(variant, urls)),
  });
}

function writeSwatches(options: ExportedProduct["options"]): object | undefined {
  const coloured = options.filter(({ swatches }) => swatches.length > 0);
  if (coloured.length === 0) return undefined;
  return Object.fromEntries(
    coloured.map(({ name, swatches }) => [
      name,
      Object.fromEntries(swatches.map(({ value, color }) => [value, color])),
    ]),
  );
}

type Safety = NonNullable<ExportedProduct["safety"]>;

function writeSafety({ maker, responsiblePerson, warnings }: Safety): object {
  const writeContact = ({ name, address, email, url }: Safety["maker"]) => ({
    name,
    address,
    email: email ?? undefined,
    url: url ?? undefined,
  });
  return {
    maker: writeContact(maker),
    responsiblePerson: responsiblePerson ? writeContact(responsiblePerson) : undefined,
    warnings: warnings ?? undefined,
  };
}

function writeVariant(variant: ExportedVariant, urls: ReadonlyMap<string, string>): object {
  const { costPrice } = variant;
  return {
    sku: variant.sku,
    barcode: variant.barcode ?? undefined,
    title: variant.title,
    options: Object.fromEntries(variant.options.map(({ name, value }) => [name, value])),
    weightGrams: variant.weightGrams,
    tracked: variant.tracked,
    taxClass: variant.taxClass,
    isWithdrawable: variant.isWithdrawable ? undefined : false,
    content: variant.content ?? undefined,
    cost: costPrice && { amount: costPrice.decimal, currency: costPrice.currency },
    prices: variant.prices.map(({ currency, decimal }) => ({
      currency,
      amount: decimal,
      compareAt: variant.compareAt.get(currency),
    })),
    stock: variant.onHand ?? undefined,
    exportedStock: variant.onHand ?? undefined,
    image: variant.image ? urls.get(variant.image.id) : null,
  };
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
