/** The electronics catalogue as a Shopify CSV. It has no SKUs: the number in a picture name is the one of the shop. */
import { z } from "zod";
import { csv } from "../imports.ts";
import { readData } from "../real-data.ts";

export const file = "electronics-catalogue/products.json.gz";

const catalogueItem = z.object({
  name: z.string(),
  description: z.string(),
  brand: z.string(),
  categories: z.array(z.string()).min(1),
  price: z.number(),
  image: z.string(),
});
export type CatalogueItem = z.infer<typeof catalogueItem>;

export function readCatalogueItems(): CatalogueItem[] {
  return z.array(catalogueItem).parse(JSON.parse(readData(file)));
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

export function rowOf({ name, description, brand, categories, price, image }: CatalogueItem): Record<string, string> {
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

export function electronicsCsv(things: readonly CatalogueItem[]): string {
  return csv(columns, things.map(rowOf));
}
