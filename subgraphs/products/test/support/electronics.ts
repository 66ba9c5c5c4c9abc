/** The electronics catalogue as Shopify would write it. It has no skus: the number in a picture's name is the shop's. */
import { z } from "zod";
import { csv } from "./files.ts";
import { readData } from "./real-data.ts";

export const file = "electronics-catalogue/products.json.gz";

const thing = z.object({
  name: z.string(),
  description: z.string(),
  brand: z.string(),
  categories: z.array(z.string()).min(1),
  price: z.number(),
  image: z.string(),
});
export type Thing = z.infer<typeof thing>;

export function readThings(): Thing[] {
  return z.array(thing).parse(JSON.parse(readData(file)));
}

export const columns = [
  "Title",
  "Body (HTML)",
  "Vendor",
  "Type",
  "Tags",
  "Variant SKU",
  "Variant Grams",
  "Variant Price",
  "Image Src",
  "Collection",
  "Status",
];

export function rowOf({ name, description, brand, categories, price, image }: Thing): Record<string, string> {
  return {
    Title: name,
    "Body (HTML)": description,
    Vendor: brand,
    Type: categories.at(-1) ?? "",
    Tags: categories.map((category) => category.replaceAll(",", " ")).join(", "),
    "Variant SKU": skuOf(image),
    "Variant Grams": "200",
    "Variant Price": String(price),
    "Image Src": image,
    Collection: categories[0] ?? "",
    Status: "active",
  };
}

export function skuOf(image: string): string {
  return /(\d+)_[^/]*$/.exec(image)?.[1] ?? image;
}

export function electronicsCsv(things: readonly Thing[]): string {
  return csv(columns, things.map(rowOf));
}
