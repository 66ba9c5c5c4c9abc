/** Files of other shop systems are refused by name, with the page that converts them; nothing of them is imported. */
import { readDoc } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { headings } from "../../src/service/import/shopify/columns.ts";
import { conversionPage, foreignSystems } from "../../src/service/import/text/foreign-files.ts";
import { importFile } from "../support/imports.ts";
import { shop } from "../support/shop.ts";

const firstLines: Readonly<Record<string, readonly string[]>> = {
  BigCommerce: [
    "Item,ID,Name,Type,SKU,Options,Inventory Tracking,Current Stock",
    '"Item Type","Product ID","Product Name","Product Code/SKU"',
  ],
  Ecwid: ["type,product_internal_id,product_sku,product_name,product_price"],
  Etsy: ["TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1,IMAGE2,SKU"],
  "Google Merchant Center": ["id\ttitle\tdescription\tlink\timage_link\tavailability\tprice"],
  JTL: ["Artikelnummer;Artikelname;Brutto-VK;Lagerbestand"],
  Magento: ["sku,store_view_code,attribute_set_code,product_type,categories,name,price,qty"],
  OpenCart: ["product_id,name(en-gb),categories,sku,model,quantity,price,stock_status_id"],
  PrestaShop: ["Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax excluded"],
  Saleor: ["id,name,description,category,product type,charge taxes,variant sku"],
  Shopware: [
    "id;parent_id;product_number;active;stock;name;price_net;price_gross",
    "ordernumber;mainnumber;name;supplier;tax;price_EK",
  ],
  Squarespace: ["Product ID [Non Editable],Variant ID [Non Editable],Product URL,Title,SKU,Price"],
  Wix: ["handleId,fieldType,name,description,productImageUrl,collection,sku,ribbon,price"],
  WooCommerce: [
    "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Description,In stock?,Stock,Sale price,Regular price",
    "ID;Typ;Artikelnummer;Name;Veröffentlicht;Ist hervorgehoben?;Vorrätig?;Lager;Regulärer Preis",
  ],
};

test.each(Object.entries(firstLines).flatMap(([system, lines]) => lines.map((line) => [system, line] as const)))(
  "a product file of %s is refused by name: %s",
  async (system, line) => {
    const s = await shop();
    for (const kind of ["PRODUCTS", "STOCK"]) {
      const job = await importFile(s, `${line}\n1,2,3\n`, { kind });
      expect([job.state, job.failure]).toEqual([
        "FAILED",
        `This is a product file of ${system}. ${conversionPage} says how to convert it.`,
      ]);
    }
  },
);

test.each([
  ["a bulk export of Shopify's API", '{"id":"gid:\\/\\/shopify\\/Product\\/1","title":"Pen"}'],
  ["a product list of WooCommerce's API", '[{"id":1,"name":"Pen","regular_price":"2.00"}]'],
  ["a product list of Magento's API", '{"items":[{"sku":"PEN","attribute_set_id":4}]}'],
])("JSON that is %s is refused by name", async (kind, line) => {
  const job = await importFile(await shop(), `${line}\n`, { format: "JSON_LINES" });
  expect([job.state, job.failure]).toEqual(["FAILED", `This is ${kind}. ${conversionPage} says how to convert it.`]);
});

test("the page converts each system that is recognised, to columns that an import reads", () => {
  const page = readDoc("owners/files-of-other-shops");
  const sections = page.split("\n## ").slice(1);
  const titles = sections.map((section) => section.split("\n")[0]);
  expect(titles.toSorted()).toEqual([...foreignSystems, "Files of an API"].toSorted());
  expect(Object.keys(firstLines).toSorted()).toEqual(foreignSystems.toSorted());
  const read = new Set<string>(Object.values(headings).flat());
  const named = page.split("\n").flatMap((line) => (/^\| .* \| (.*) \|$/.exec(line)?.[1] ?? "").split(", "));
  const unknown = named.filter((name) => name !== "" && name !== "name" && !read.has(name));
  expect(unknown).toEqual([]);
});
