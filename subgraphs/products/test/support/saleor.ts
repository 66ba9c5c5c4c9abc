/** A peer's sample shop as lines of our own format: categories, attributes, variants, two currencies, texts made of blocks. */
import { z } from "zod";
import { readData } from "./real-data.ts";

export const file = "saleor-sample/populatedb_data.json.gz";

const block = z.object({ type: z.literal("paragraph"), data: z.object({ text: z.string() }) });
const description = z.object({ blocks: z.array(block) }).nullable();
const key = z.union([z.int(), z.string()]);
const records = z.array(z.object({ model: z.string(), pk: key, fields: z.looseObject({}) }));

const shapes = {
  "product.category": z.looseObject({ name: z.string(), slug: z.string(), parent: key.nullable() }),
  "product.collection": z.looseObject({ name: z.string(), slug: z.string() }),
  "product.collectionproduct": z.looseObject({ collection: key, product: key }),
  "product.product": z.looseObject({
    name: z.string(),
    slug: z.string(),
    description,
    category: key,
    product_type: key,
  }),
  "product.producttype": z.looseObject({ is_shipping_required: z.boolean(), weight: z.string() }),
  "product.productvariant": z.looseObject({
    sku: z.string().nullable(),
    name: z.string(),
    product: key,
    track_inventory: z.boolean(),
  }),
  "product.productvariantchannellisting": z.looseObject({
    variant: key,
    currency: z.string(),
    price_amount: z.string(),
  }),
  "product.productmedia": z.looseObject({ product: key, image: z.string(), alt: z.string() }),
  "warehouse.stock": z.looseObject({ product_variant: key, quantity: z.int() }),
  "attribute.attribute": z.looseObject({ slug: z.string(), name: z.string() }),
  "attribute.attributevalue": z.looseObject({ slug: z.string(), name: z.string(), attribute: key }),
  "attribute.assignedproductattributevalue": z.looseObject({ product: key, value: key }),
  "attribute.assignedvariantattribute": z.looseObject({ variant: key }),
  "attribute.assignedvariantattributevalue": z.looseObject({ assignment: key, value: key }),
};

/** The rows of one table by their keys. Throws if it is empty. */
export function readTables() {
  const all = records.parse(JSON.parse(readData(file)));
  return <Name extends keyof typeof shapes>(name: Name): Map<string | number, z.output<(typeof shapes)[Name]>> => {
    const rows = all.filter(({ model }) => model === name);
    if (rows.length === 0) throw new Error(`there is no ${name}`);
    return new Map(rows.map(({ pk, fields }) => [pk, parse(name, fields)]));
  };
}

function parse<Name extends keyof typeof shapes>(name: Name, fields: unknown): z.output<(typeof shapes)[Name]> {
  const shape: z.ZodType<z.output<(typeof shapes)[Name]>> = shapes[name];
  return shape.parse(fields);
}

export type Tables = ReturnType<typeof readTables>;

/** Blocks as HTML, in the tags that the shop keeps. */
export function htmlOf(text: z.output<typeof description>): string {
  const paragraphs = (text?.blocks ?? []).map(({ data }) => `<p>${data.text}</p>`).join("");
  return paragraphs.replaceAll(/<(\/?)b>/g, "<$1strong>").replaceAll(/<(\/?)i>/g, "<$1em>");
}

/** Every line of the import file: places first. */
export function saleorLines(table: Tables): object[] {
  const categories = table("product.category");
  const values = table("attribute.attributevalue");
  const attributes = table("attribute.attribute");
  const assigned = [...table("attribute.assignedproductattributevalue").values()];
  const places = [...categories.values()].map(({ name, slug, parent }) => ({
    type: "collection",
    slug,
    title: name,
    parent: parent === null ? null : categories.get(parent)?.slug,
  }));
  const shelves = [...table("product.collection").values()].map(({ name, slug }) => ({
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
  return [
    ...places,
    ...shelves,
    ...facets,
    ...[...table("product.product").keys()].map((id) => productLine(table, id)),
  ];
}

function productLine(table: Tables, id: string | number): object {
  const product = must(table("product.product").get(id));
  const values = table("attribute.attributevalue");
  const attributes = table("attribute.attribute");
  const type = must(table("product.producttype").get(product.product_type));
  const collections = [...table("product.collectionproduct").values()].filter((one) => one.product === id);
  const facets: Record<string, string[]> = {};
  for (const { value } of [...table("attribute.assignedproductattributevalue").values()].filter(
    (one) => one.product === id,
  )) {
    const { slug, attribute } = must(values.get(value));
    const code = must(attributes.get(attribute)).slug;
    facets[code] = [...(facets[code] ?? []), slug];
  }
  const variants = [...table("product.productvariant")].filter(([, variant]) => variant.product === id);
  const choices = variants.map(([variant]) => choiceOf(table, variant));
  return {
    handle: product.slug,
    title: product.name,
    descriptionHtml: htmlOf(product.description),
    status: "ACTIVE",
    options: choices[0] ? [choices[0].name] : [],
    collections: [
      must(table("product.category").get(product.category)).slug,
      ...collections.map(({ collection }) => must(table("product.collection").get(collection)).slug),
    ],
    facets,
    images: [...table("product.productmedia").values()]
      .filter((one) => one.product === id)
      .map(({ image, alt }) => ({ url: `https://pictures.example/${image}`, alt })),
    variants: variants.map(([variant, { sku, track_inventory }], index) => ({
      sku: sku ?? product.slug,
      options: choices[index] ? { [choices[index].name]: choices[index].value } : {},
      weightGrams: type.is_shipping_required ? Number.parseInt(type.weight, 10) : null,
      tracked: track_inventory,
      prices: [...table("product.productvariantchannellisting").values()]
        .filter((listing) => listing.variant === variant)
        .map(({ currency, price_amount }) => ({ currency, amount: price_amount })),
      ...(track_inventory ? { stock: stockOf(table, variant) } : {}),
    })),
  };
}

function choiceOf(table: Tables, variant: string | number): { name: string; value: string } | undefined {
  const assignment = [...table("attribute.assignedvariantattribute")].find(([, one]) => one.variant === variant)?.[0];
  const chosen = [...table("attribute.assignedvariantattributevalue").values()].find(
    (one) => one.assignment === assignment,
  );
  if (assignment === undefined || !chosen) return undefined;
  const value = must(table("attribute.attributevalue").get(chosen.value));
  return { name: must(table("attribute.attribute").get(value.attribute)).name, value: value.name };
}

function stockOf(table: Tables, variant: string | number): number {
  const rows = [...table("warehouse.stock").values()].filter((one) => one.product_variant === variant);
  return rows.reduce((total, { quantity }) => total + quantity, 0);
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a record refers to one that is not there");
  return value;
}
