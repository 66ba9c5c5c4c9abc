/** Files of other shop systems: they are recognised by their columns and refused by name, with the page that says how to convert them. */
import { UnreadableFile } from "./unreadable-file.ts";

/** The page about conversion. Each system has a heading on it. */
export const conversionPage = "docs/owners/files-of-other-shops.md";

/** The columns by which a product file of a system is recognised: all of one list. */
const columnsOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  BigCommerce: [["product code/sku"], ["item", "inventory tracking"]],
  Ecwid: [["product_internal_id"], ["type", "product_sku"]],
  Etsy: [["title", "currency_code", "image1"]],
  "Google Merchant Center": [["image_link", "availability"]],
  JTL: [["artikelnummer", "artikelname"]],
  Magento: [
    ["attribute_set_code", "product_type"],
    ["sku", "_attribute_set"],
  ],
  OpenCart: [["product_id", "model", "stock_status_id"]],
  PrestaShop: [
    ["active (0/1)", "categories (x,y,z...)"],
    ["product id", "active (0/1)"],
    ["aktiv (0/1)", "kategorien (x,y,z...)"],
  ],
  Saleor: [["product type", "variant sku"]],
  Shopware: [
    ["product_number", "price_net"],
    ["product_number", "parent_id"],
    ["ordernumber", "mainnumber"],
  ],
  Squarespace: [["product id [non editable]"]],
  Wix: [["handleid", "fieldtype"]],
  WooCommerce: [
    ["regular price", "in stock?"],
    ["regular price", "is featured?"],
    ["regulärer preis", "vorrätig?"],
    ["regulärer preis", "ist hervorgehoben?"],
  ],
};

/** The systems that are recognised, in alphabetical order. */
export const foreignSystems = Object.keys(columnsOf);

/** Throws if these cells of a first line are columns of another system, with any separator. */
export function refuseForeignColumns(cells: readonly string[]): void {
  const names = new Set(
    cells
      .flatMap((cell) => [cell, ...cell.split(/[;\t|]/)])
      .map((name) => name.replaceAll('"', "").trim().toLowerCase()),
  );
  const found = foreignSystems.find((system) =>
    columnsOf[system]?.some((columns) => columns.every((column) => names.has(column))),
  );
  if (found !== undefined) throw refusalOf(`a product file of ${found}`);
}

/** Throws if the beginning of a file of JSON is one of another system. */
export function refuseForeignJson(beginning: string): void {
  if (/"gid:\\?\/\\?\/shopify\\?\//.test(beginning)) throw refusalOf("a bulk export of Shopify's API");
  if (/"regular_price"\s*:/.test(beginning)) throw refusalOf("a product list of WooCommerce's API");
  if (/"attribute_set_id"\s*:/.test(beginning)) throw refusalOf("a product list of Magento's API");
}

function refusalOf(kind: string): UnreadableFile {
  return new UnreadableFile(`This is ${kind}. ${conversionPage} says how to convert it.`);
}
