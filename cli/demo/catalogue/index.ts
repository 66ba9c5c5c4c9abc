/** The catalogue of the demo shop as `cli/demo/catalogue.jsonl` has it, in the importer's JSON Lines format. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { taxClass } from "@hansa/commerce/tax-class";
import { z } from "zod";
import { root } from "../../host/shop.mjs";

const price = z.strictObject({
  currency: z.string(),
  amount: z.string(),
  compareAt: z.string().optional(),
  startsAt: z.iso.datetime().optional(),
});
const variant = z.strictObject({
  sku: z.string(),
  options: z.record(z.string(), z.string()).default({}),
  weightGrams: z.int().nullable(),
  tracked: z.boolean().default(true),
  taxClass: taxClass.default("standard"),
  content: z.strictObject({ amount: z.int(), unit: z.enum(["KG", "G", "L", "ML", "M", "M2", "PIECE"]) }).optional(),
  cost: z.strictObject({ amount: z.string(), currency: z.string() }),
  prices: z.array(price),
  stock: z.int().default(0),
  image: z.string().optional(),
});
const contact = z.strictObject({
  name: z.string(),
  address: z.string(),
  email: z.string().optional(),
  url: z.string().optional(),
});
const product = z.strictObject({
  type: z.literal("product"),
  handle: z.string(),
  title: z.string(),
  descriptionHtml: z.string(),
  status: z.literal("ACTIVE"),
  publishedAt: z.iso.datetime(),
  options: z.array(z.string()),
  swatches: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  collections: z.array(z.string()),
  facets: z.record(z.string(), z.array(z.string())),
  images: z.array(z.strictObject({ url: z.string(), alt: z.string(), width: z.int(), height: z.int() })),
  safety: z.strictObject({ maker: contact, warnings: z.string().optional() }).optional(),
  variants: z.array(variant),
});
const place = z.looseObject({ type: z.enum(["collection", "facet"]) });

export type CatalogueProduct = z.infer<typeof product>;

const lines = readFileSync(path.join(root, "cli", "demo", "catalogue.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => z.discriminatedUnion("type", [product, place]).parse(JSON.parse(line)));

export const catalogue = {
  collections: lines.filter(({ type }) => type === "collection"),
  facets: lines.filter(({ type }) => type === "facet"),
  products: lines.filter((line) => line.type === "product"),
};
