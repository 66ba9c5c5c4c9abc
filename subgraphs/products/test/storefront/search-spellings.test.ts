/** Spellings in a search: accents, umlauts, joined words, endings, scripts without spaces, and products from before. */
import { sqliteOnly } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { change, type Shop, sell, shop } from "../support/shop.ts";

const found = z.object({ search: z.object({ nodes: z.array(z.object({ title: z.string() })) }) });

async function titles({ query }: Shop, words: string): Promise<string[]> {
  const text = "query ($words: String!) { search(query: $words) { nodes { title } } }";
  return found.parse((await query(text, { words })).data).search.nodes.map(({ title }) => title);
}

const corrected = z.object({
  search: z.object({
    correctedQuery: z.string().nullable(),
    edges: z.array(z.object({ snippet: z.string().nullable() })),
  }),
});

async function correction({ query }: Shop, words: string) {
  const text = "query ($words: String!) { search(query: $words) { correctedQuery edges { snippet } } }";
  return corrected.parse((await query(text, { words })).data).search;
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
  ["acdc", "AC/DC"],
  ["ac/dc", "ACDC"],
  ["ac dc", "AC/DC"],
  ["droetker", "Dr. Oetker"],
  ["dr oetker", "Dr. Oetker"],
  ["dr. oetker", "DR. OETKER"],
  ["oneill", "O'Neill"],
  ["abc1234", "ABC-12.34"],
  ["hm", "H&M"],
  ["かっぷ", "カップ"],
  ["カップ", "かっぷ"],
  ["tassen", "Tasse"],
  ["tasse", "Tassen"],
  ["bücher", "Buch"],
  ["buecher", "Bücher"],
  ["buch", "Bücher"],
  ["gläser", "Weinglas"],
  ["stühle", "Stuhl"],
  ["kaffemühle", "Kaffeemühle"],
  ["kaffeemhüle", "Kaffeemühle"],
  ["kaffemüle", "Kaffeemühle"],
  ["kettel", "Kettle"],
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

test.each([
  ["kofemüle", "Kaffeemühle"],
  ["tae", "Tea"],
  ["kettle", "Ketchup"],
  ["gabel", "Kabel und Gabel"],
])("%s is not taken for another word of %s", async (words, title) => {
  const s = await shop();
  await sell(s, { sku: "A-1", title });
  const { correctedQuery } = await correction(s, words);
  expect(correctedQuery).toBeNull();
});

test("hits of the typed word are before those of other endings and letters, on each page", async () => {
  const s = await shop();
  for (const title of ["Tasse", "Tassen", "Masse", "Untertasse"]) await sell(s, { sku: title, title });
  expect(await titles(s, "tassen")).toEqual(["Tassen", "Tasse", "Untertasse"]);
  const page = z.object({
    search: z.object({
      nodes: z.array(z.object({ title: z.string() })),
      pageInfo: z.object({ endCursor: z.string() }),
    }),
  });
  const text = `query ($after: String) { search(query: "tassen", first: 1, after: $after) { nodes { title } pageInfo { endCursor } } }`;
  const first = page.parse((await s.query(text, { after: null })).data).search;
  const second = page.parse((await s.query(text, { after: first.pageInfo.endCursor })).data).search;
  expect([first.nodes, second.nodes]).toEqual([[{ title: "Tassen" }], [{ title: "Tasse" }]]);
});

test("three results as typed are enough, and no other word is looked for", async () => {
  const s = await shop();
  for (const title of ["Bücher, rot", "Bücher, blau", "Bücher, grün", "Buch"]) await sell(s, { sku: title, title });
  expect(await titles(s, "bücher")).toHaveLength(3);
  expect(await titles(s, "bücher rot")).toEqual(["Bücher, rot"]);
});

test("the corrected query has the words of the shop, and is null where the typed ones are found", async () => {
  const s = await shop();
  await sell(s, { sku: "A", title: "Kaffeemühle aus Stahl" });
  expect(await correction(s, "kaffemühle stahl")).toEqual({
    correctedQuery: "Kaffeemühle stahl",
    edges: [{ snippet: "«Kaffeemühle» aus «Stahl»" }],
  });
  expect((await correction(s, "kaffeemühle")).correctedQuery).toBeNull();
  expect(await correction(s, "zzzz")).toEqual({ correctedQuery: null, edges: [] });
});

test("a word that no product has any more is forgotten", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "A", title: "Kaffeemühle" });
  await change(s, "productUpdate", { id: productId, title: "Teekanne" });
  await s.service.runJobsOnce();
  expect(await s.rows("SELECT word FROM search_words")).toEqual([{ word: "teekanne" }]);
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
    await s.corruptStore("DELETE FROM search_words");
    expect([await titles(s, "mobelol fein"), await titles(s, "moebeloel")]).toEqual([["Möbelöl, extra fein"], []]);
    await s.service.runJobsOnce();
    expect(await titles(s, "moebeloel")).toEqual(["Möbelöl, extra fein"]);
    expect(await s.rows("SELECT * FROM stale_search")).toEqual([]);
  },
);
