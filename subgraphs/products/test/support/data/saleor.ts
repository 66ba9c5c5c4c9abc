/** The Saleor sample shop as JSON Lines: categories, attributes, variants, two currencies and block texts. */
import { z } from "zod";
import { readData } from "../real-data.ts";

export const file = "saleor-sample/populatedb_data.json.gz";

const block = z.object({ type: z.literal("paragraph"), data: z.object({ text: z.string() }) });
const description = z.object({ blocks: z.array(block) }).nullable();
const key = z.union([z.int(), z.string()]);
const records = z.array(z.object({ model: z.string(), pk: key, fields: z.looseObject({}) }));

/** Reads the tables of a catalogue by their keys. Throws if one is empty. */
export function readTables() {
  const all = records.parse(JSON.parse(readData(file)));
  const rows = <Row>(name: string, shape: z.ZodType<Row>): Map<string | number, Row> => {
    const found = all.filter(({ model }) => model === name);
    if (found.length === 0) throw new Error(`there is no ${name}`);
    return new Map(found.map(({ pk, fields }) => [pk, shape.parse(fields)]));
  };
  return {
    category: rows("product.category", z.looseObject({ name: z.string(), slug: z.string(), parent: key.nullable() })),
    collection: rows("product.collection", z.looseObject({ name: z.string(), slug: z.string() })),
    collectionProduct: rows("product.collectionproduct", z.looseObject({ collection: key, product: key })),
    product: rows(
      "product.product",
      z.looseObject({
        name: z.string(),
        slug: z.string(),
        description,
        category: key,
        product_type: key,
      }),
    ),
    productType: rows("product.producttype", z.looseObject({ is_shipping_required: z.boolean(), weight: z.string() })),
    variant: rows(
      "product.productvariant",
      z.looseObject({
        sku: z.string().nullable(),
        name: z.string(),
        product: key,
        track_inventory: z.boolean(),
      }),
    ),
    listing: rows(
      "product.productvariantchannellisting",
      z.looseObject({
        variant: key,
        currency: z.string(),
        price_amount: z.string(),
      }),
    ),
    media: rows("product.productmedia", z.looseObject({ product: key, image: z.string(), alt: z.string() })),
    stock: rows("warehouse.stock", z.looseObject({ product_variant: key, quantity: z.int() })),
    attribute: rows("attribute.attribute", z.looseObject({ slug: z.string(), name: z.string() })),
    attributeValue: rows(
      "attribute.attributevalue",
      z.looseObject({ slug: z.string(), name: z.string(), attribute: key }),
    ),
    productValue: rows("attribute.assignedproductattributevalue", z.looseObject({ product: key, value: key })),
    assignment: rows("attribute.assignedvariantattribute", z.looseObject({ variant: key })),
    variantValue: rows("attribute.assignedvariantattributevalue", z.looseObject({ assignment: key, value: key })),
  };
}

export type Tables = ReturnType<typeof readTables>;

/** Blocks as HTML, in the tags that the shop keeps. */
export function htmlOf(text: z.output<typeof description>): string {
  const paragraphs = (text?.blocks ?? []).map(({ data }) => `<p>${data.text}</p>`).join("");
  return paragraphs.replaceAll(/<(\/?)b>/g, "<$1strong>").replaceAll(/<(\/?)i>/g, "<$1em>");
}

/** Returns all lines of the import file, collections and facets first. */
export function saleorLines(table: Tables): object[] {
  const categories = table.category;
  const values = table.attributeValue;
  const attributes = table.attribute;
  const assigned = [...table.productValue.values()];
  const places = [...categories.values()].map(({ name, slug, parent }) => ({
    type: "collection",
    slug,
    title: name,
    parent: parent === null ? null : categories.get(parent)?.slug,
  }));
  const shelves = [...table.collection.values()].map(({ name, slug }) => ({
    type: "collection",
    slug,
    title: name,
  }));
  const used = new Set(assigned.map(({ value }) => values.get(value)?.attribute));
  const facets = [...attributes].flatMap(([id, { slug, name }]) => {
    if (!used.has(id)) return [];
    const own = [...values.values()].filter(({ attribute }) => attribute === id);
    return [
      { type: "facet", code: slug, label: name, values: own.map(({ slug, name }) => ({ value: slug, label: name })) },
    ];
  });
  return [...places, ...shelves, ...facets, ...[...table.product.keys()].map((id) => productLine(table, id))];
}

function productLine(table: Tables, id: string | number): object {
  const product = must(table.product.get(id));
  const values = table.attributeValue;
  const attributes = table.attribute;
  const type = must(table.productType.get(product.product_type));
  const collections = [...table.collectionProduct.values()].filter((one) => one.product === id);
  const facets: Record<string, string[]> = {};
  for (const { value } of [...table.productValue.values()].filter((one) => one.product === id)) {
    const { slug, attribute } = must(values.get(value));
    const code = must(attributes.get(attribute)).slug;
    facets[code] = [...(facets[code] ?? []), slug];
  }
  const variants = [...table.variant].filter(([, variant]) => variant.product === id);
  const choices = variants.map(([variant]) => choiceOf(table, variant));
  return {
    handle: product.slug,
    title: product.name,
    descriptionHtml: htmlOf(product.description),
    status: "ACTIVE",
    options: choices[0] ? [choices[0].name] : [],
    collections: [
      must(table.category.get(product.category)).slug,
      ...collections.map(({ collection }) => must(table.collection.get(collection)).slug),
    ],
    facets,
    images: [...table.media.values()]
      .filter((one) => one.product === id)
      .map(({ image, alt }) => ({ url: `https://pictures.example/${image}`, alt })),
    variants: variants.map(([variant, { sku, track_inventory }], index) => ({
      sku: sku ?? product.slug,
      options: choices[index] ? { [choices[index].name]: choices[index].value } : {},
      weightGrams: type.is_shipping_required ? Number.parseInt(type.weight, 10) : null,
      tracked: track_inventory,
      prices: [...table.listing.values()]
        .filter((listing) => listing.variant === variant)
        .map(({ currency, price_amount }) => ({ currency, amount: price_amount })),
      ...(track_inventory ? { stock: stockOf(table, variant) } : {}),
    })),
  };
}

function choiceOf(table: Tables, variant: string | number): { name: string; value: string } | undefined {
  const assignment = [...table.assignment].find(([, one]) => one.variant === variant)?.[0];
  const chosen = [...table.variantValue.values()].find((one) => one.assignment === assignment);
  if (assignment === undefined || !chosen) return undefined;
  const value = must(table.attributeValue.get(chosen.value));
  return { name: must(table.attribute.get(value.attribute)).name, value: value.name };
}

function stockOf(table: Tables, variant: string | number): number {
  const rows = [...table.stock.values()].filter((one) => one.product_variant === variant);
  return rows.reduce((total, { quantity }) => total + quantity, 0);
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a record refers to one that is not there");
  return value;
}
