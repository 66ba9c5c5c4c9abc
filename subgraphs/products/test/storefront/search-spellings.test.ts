/** Spellings in a search: accents, umlauts, joined words, endings, scripts without spaces, and products from before. */
import { sqliteOnly } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Shop, sell, shop } from "../support/shop.ts";

const found = z.object({ search: z.object({ nodes: z.array(z.object({ title: z.string() })) }) });

async function titles({ query }: Shop, words: string): Promise<string[]> {
  const text = "query ($words: String!) { search(query: $words) { nodes { title } } }";
  return found.parse((await query(text, { words })).data).search.nodes.map(({ title }) => title);
}

test.each([
  ["composed", "crème brûlée"],
  ["decomposed", "crème brûlée".normalize("NFD")],
  ["left out", "creme brulee"],
])("accents may be %s, in the text and in the query", async (_what, words) => {
  const s = await shop();
  await sell(s, { sku: "A", title: "Crème brûlée" });
  await sell(s, { sku: "B", title: "Crème brûlée, large".normalize("NFD") });
  expect(await titles(s, words)).toHaveLength(2);
});

test.each([
  ["strasse", "Straße"],
  ["STRASSE", "Straße"],
  ["straße", "Strasse"],
  ["weisswein", "Weißwein"],
  ["smorrebrod", "Smørrebrød"],
  ["smørrebrød", "Smorrebrod"],
  ["moebeloel", "Möbelöl"],
  ["mobelol", "Möbelöl"],
  ["möbelöl", "Moebeloel"],
  ["λαδι", "Λάδι"],
  ["ΛΑΔΙ", "λάδι"],
  ["λογος", "ΛΟΓΟΣ"],
  ["カップ", "日本のカップ"],
  ["ｶｯﾌﾟ", "日本のカップ"],
  ["プ", "日本のカップ"],
  ["찻잔", "도자기찻잔"],
  ["แก้ว", "ถ้วยแก้วกาแฟ"],
  ["becher", "Kaffeebecher"],
  ["tshirt", "T-Shirt"],
  ["t shirt", "T-Shirt"],
  ["t-shirt", "Tshirt"],
  ["wifi", "Wi-Fi"],
  ["wi-fi", "WIFI"],
  ["x 200", "X200"],
  ["x200", "X 200"],
  ["500 ml", "500ml"],
  ["500ml", "500 ml"],
  ["c++", "C++"],
  ["c#", "C#"],
  ["½ l", "1⁄2 L"],
])("%s finds %s", async (words, title) => {
  const s = await shop();
  await sell(s, { sku: "A-1", title });
  await sell(s, { sku: "B-1", title: "Another" });
  expect(await titles(s, words)).toEqual([title]);
});

test.each([
  ["gal", "Bücherregal"],
  ["c++", "C"],
  ["c++", "C#"],
  ["c#", "C"],
  ["プカ", "日本のカップ"],
])("%s does not find %s", async (words, title) => {
  const s = await shop();
  await sell(s, { sku: "A-1", title });
  expect(await titles(s, words)).toEqual([]);
});

test("a SKU is found without its hyphens", async () => {
  const s = await shop();
  await sell(s, { sku: "KS-0012-B", title: "Kettle" });
  expect(await titles(s, "ks0012b")).toEqual(["Kettle"]);
  expect(await titles(s, "KS 0012")).toEqual(["Kettle"]);
});

test("words rank before endings, in a small shop and where the word is common", async () => {
  const s = await shop();
  const product = { descriptionHtml: `<p>${"Passt gut. ".repeat(50)}Wie ein Becher.</p>` };
  await sell(s, { sku: "A", title: "Kaffeebecher" });
  await sell(s, { sku: "B", title: "Tasse", product });
  await sell(s, { sku: "C", title: "Becherglas" });
  await sell(s, { sku: "D", title: "Becher" });
  expect(await titles(s, "becher")).toEqual(["Becher", "Becherglas", "Tasse", "Kaffeebecher"]);
  const suggested = await s.query(`{ suggest(prefix: "becher") { text } }`);
  expect(suggested.data?.suggest).toHaveLength(3);
});

const onSqlite = test.runIf(sqliteOnly("products from before the terms of a search, which no other store has"));

onSqlite(
  "a product from before the terms is found as before, and in other spellings once the job has come to it",
  async () => {
    const s = await shop();
    await sell(s, { sku: "A", title: "Möbelöl, extra fein" });
    await s.corruptStore("UPDATE product_search SET title = 'Möbelöl, extra fein', title_endings = ''");
    await s.corruptStore("INSERT INTO stale_search (product_id) SELECT id FROM products");
    expect([await titles(s, "mobelol fein"), await titles(s, "moebeloel")]).toEqual([["Möbelöl, extra fein"], []]);
    await s.service.runJobsOnce();
    expect(await titles(s, "moebeloel")).toEqual(["Möbelöl, extra fein"]);
    expect(await s.rows("SELECT * FROM stale_search")).toEqual([]);
  },
);
