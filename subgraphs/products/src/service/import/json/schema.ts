/** Schema of the lines of the JSON Lines format. Its guide is `docs/owners/import.md`. */
import { z } from "zod";
import { contentUnits } from "../../../store/catalogue/tables.ts";

/** Without NUL and unpaired surrogates, which a store does not return unchanged. */
const storable = z.string().regex(/^[^\0\p{Cs}]*$/u, "This has characters that cannot be stored.");
const text = storable.transform((value) => value.trim());
const someText = text.pipe(z.string().min(1, "This must not be empty."));
/** A number is accepted like its text. */
const amount = z.union([z.string(), z.number()], 'Give an amount as text, such as "12.50".').transform(String);

const time = z.iso.datetime({ offset: true, error: "Give a time such as 2026-01-31T08:00:00Z." });

const day = z.iso.date("Give a day such as 2026-01-31.");

const price = z.strictObject({
  currency: text,
  amount,
  compareAt: amount.nullish(),
  startsAt: time.nullish(),
  startsOn: day.nullish(),
  endsOn: day.nullish(),
});
const prices = z.array(price).max(100, "A variant has at most 100 prices.");
const count = z
  .int("Give a whole number.")
  .min(0, "Give a whole number from 0.")
  .max(2 ** 31 - 1, "This is more than the shop counts.");

const content = z.strictObject({
  amount: z.int("Give a whole number."),
  unit: z.enum(contentUnits, `The unit is ${contentUnits.join(", ")}.`),
});

const variant = z.strictObject({
  sku: someText,
  title: text.optional(),
  options: z.record(storable, text).default({}),
  weightGrams: count.nullish(),
  tracked: z.boolean().optional(),
  taxClass: someText.optional(),
  isWithdrawable: z.boolean().optional(),
  barcode: text.nullish(),
  content: content.nullish(),
  cost: z.strictObject({ currency: text, amount }).nullish(),
  prices: prices.optional(),
  stock: count.nullish(),
  exportedStock: count.nullish(),
  image: text.nullish(),
});

const picture = z.strictObject({
  url: someText,
  alt: text.optional(),
  width: z.int().min(1).nullish(),
  height: z.int().min(1).nullish(),
});

const safetyContact = z.strictObject({
  name: text,
  address: text,
  email: text.nullish(),
  url: text.nullish(),
});
const safety = z.strictObject({
  maker: safetyContact,
  responsiblePerson: safetyContact.nullish(),
  warnings: text.nullish(),
});

export const productLine = z.strictObject({
  type: z.literal("product").optional(),
  handle: someText.optional(),
  title: someText,
  descriptionHtml: storable.optional(),
  status: z.enum(["DRAFT", "ACTIVE", "ARCHIVED"], "The status is DRAFT, ACTIVE or ARCHIVED.").optional(),
  publishedAt: time.nullish(),
  options: z.array(someText).optional(),
  swatches: z.record(storable, z.record(storable, text)).optional(),
  collections: z.array(someText).optional(),
  facets: z.record(z.string(), z.array(someText)).optional(),
  images: z.array(picture).optional(),
  safety: safety.nullish(),
  variants: z.array(variant).default([]),
});

export const collectionLine = z.strictObject({
  type: z.literal("collection"),
  slug: someText,
  title: someText,
  parent: someText.nullish(),
  descriptionHtml: storable.optional(),
  image: picture.nullish(),
});

export const facetLine = z.strictObject({
  type: z.literal("facet"),
  code: someText,
  label: someText,
  values: z.array(z.strictObject({ value: someText, label: someText })).default([]),
});

/** A line with prices or stock of one variant. */
export const pricesAndStockLine = z.strictObject({
  sku: someText,
  prices: prices.optional(),
  stock: count.nullish(),
  exportedStock: count.nullish(),
});

export type ProductLine = z.output<typeof productLine>;
export type PictureLine = z.output<typeof picture>;
export type VariantLine = z.output<typeof variant>;
export type PriceLine = z.output<typeof price>;
