/** The AdventureWorks tables as a Shopify CSV: sizes and colours of one model are variants of one product. */
import { csv } from "../imports.ts";
import { readData } from "../real-data.ts";

export const file = "adventureworks/Product.csv.gz";

/** Rows of a table without a header: cells between tabs, one row a line. */
export function readRows(table: string): string[][] {
  const lines = readData(`adventureworks/${table}.csv.gz`).split("\n");
  return lines.filter((line) => line !== "").map((line) => line.replace(/\r$/, "").split("\t"));
}

/** Rows whose fields hold XML with line breaks: other marks end a field and a row. */
export function readModels(): Map<string, string> {
  const rows = readData("adventureworks/ProductModel.csv.gz").split(/&\|\r?\n?/);
  return new Map(
    rows.filter((row) => row.trim() !== "").map((row) => [at(row.split("+|"), 0), at(row.split("+|"), 1)]),
  );
}

/** Reviews: a row begins with its number, its product and a name, and continues over as many lines as the text has. */
export function readReviews(): { product: string; text: string }[] {
  const rows = readData("adventureworks/ProductReview.csv.gz").split(/\r?\n(?=\d+\t\d+\t)/);
  return rows.map((row) => {
    const cells = row.split("\t");
    return { product: at(cells, 1), text: at(cells, 6) };
  });
}

export const cultures = ["en", "fr", "he", "ar", "th", "zh-cht"];

/** Every model's description in six languages, one paragraph each. */
export function readDescriptions(): Map<string, string[]> {
  const texts = new Map(readRows("ProductDescription").map((cells) => [at(cells, 0), at(cells, 1)]));
  const models = new Map<string, string[]>();
  const links = readRows("ProductModelProductDescriptionCulture");
  for (const culture of cultures) {
    for (const [model = "", description = "", of = ""] of links) {
      if (of.trim() !== culture) continue;
      models.set(model, [...(models.get(model) ?? []), texts.get(description) ?? ""]);
    }
  }
  return models;
}

export type Part = ReturnType<typeof readParts>[number];

/** The table of products under names; cells as they are, blanks at their ends included. */
export function readParts() {
  return readRows("Product").map((cells) => ({
    cells,
    id: at(cells, 0),
    name: at(cells, 1),
    number: at(cells, 2),
    colour: at(cells, 5),
    cost: at(cells, 8),
    price: at(cells, 9),
    size: at(cells, 10),
    sizeUnit: at(cells, 11),
    weightUnit: at(cells, 12),
    weight: at(cells, 13),
    line: at(cells, 15),
    class: at(cells, 16),
    style: at(cells, 17),
    subcategory: at(cells, 18),
    model: at(cells, 19),
  }));
}

export const columns = [
  "Handle",
  "Title",
  "Body (HTML)",
  "Type",
  "Tags",
  "Option1 Name",
  "Option1 Value",
  "Option2 Name",
  "Option2 Value",
  "Variant SKU",
  "Variant Grams",
  "Variant Inventory Tracker",
  "Variant Inventory Qty",
  "Variant Price",
  "Cost per item",
  "Status",
];

const grams = new Map([
  ["LB", 453.59237],
  ["G", 1],
]);

/** Products by model, and what has no model alone. */
export function groupParts(parts: readonly Part[]): Part[][] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = part.model === "" ? part.number : `model ${part.model}`;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()];
}

export function adventureworksCsv(groups: readonly (readonly Part[])[]): string {
  const models = readModels();
  const descriptions = readDescriptions();
  const subcategories = new Map(readRows("ProductSubcategory").map((cells) => [at(cells, 0), at(cells, 2)]));
  const reviews = readReviews();
  const stock = new Map<string, number>();
  for (const [part = "", , , , quantity] of readRows("ProductInventory"))
    stock.set(part, (stock.get(part) ?? 0) + Number(quantity));

  const rows = groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const title = models.get(first.model) ?? first.name;
    const handle = title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "");
    const hasColours = new Set(group.map(({ colour }) => colour)).size > 1;
    const hasSizes = new Set(group.map(({ size }) => size)).size > 1;
    const said = reviews.filter(({ product }) => group.some(({ id }) => id === product)).map(({ text }) => text);
    const paragraphs = [...(descriptions.get(first.model) ?? []), ...said].map((text) => `<p>${text}</p>`);
    return group.map((part, index) => {
      const choices = [
        ...(hasColours ? [["Colour", part.colour || "plain"]] : []),
        // As the table has it, with the blanks behind the unit.
        ...(hasSizes ? [["Size", `${part.size || "one size"} ${part.sizeUnit}`]] : []),
      ];
      return {
        Handle: handle,
        ...(index === 0
          ? {
              Title: title,
              "Body (HTML)": paragraphs.join("\n"),
              Type: subcategories.get(first.subcategory) ?? "",
              Tags: [first.line, first.class, first.style]
                .map((mark, place) => (mark === "" ? "" : `${"LCS"[place]}-${mark}`))
                .join(","),
              "Option1 Name": choices[0]?.[0] ?? "",
              "Option2 Name": choices[1]?.[0] ?? "",
              Status: "active",
            }
          : {}),
        "Option1 Value": choices[0]?.[1] ?? "",
        "Option2 Value": choices[1]?.[1] ?? "",
        "Variant SKU": part.number,
        "Variant Grams":
          part.weight === "" ? "" : String(Math.round(Number(part.weight) * (grams.get(part.weightUnit.trim()) ?? 1))),
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": String(stock.get(part.id) ?? 0),
        "Variant Price": part.price,
        "Cost per item": part.cost.replace(/(\.\d\d)\d+$/, "$1"),
      };
    });
  });
  return csv(columns, rows);
}

function at(cells: readonly string[], place: number): string {
  const cell = cells[place];
  if (cell === undefined) throw new Error(`there is no cell ${place} in ${cells.join("|").slice(0, 80)}`);
  return cell;
}
