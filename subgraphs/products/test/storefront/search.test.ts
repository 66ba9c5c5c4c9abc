/** Search: words, snippets and suggestions. */
import { expect, test } from "vitest";
import { z } from "zod";
import {
  addVariant,
  change,
  codeOf,
  draft,
  openMenu,
  publish,
  type Shop,
  sell,
  setPrice,
  shop,
  walk,
} from "../support/shop.ts";

const found = z.object({
  search: z.object({
    totalCount: z.number(),
    edges: z.array(
      z.object({
        node: z.object({ title: z.string() }),
        snippet: z.string().nullable(),
        matchedVariant: z.object({ sku: z.string() }).nullable(),
      }),
    ),
  }),
});

async function search({ query }: Shop, words: string) {
  const text = `query ($words: String!) { search(query: $words) {
    totalCount edges { node { title } snippet matchedVariant { sku } }
  } }`;
  return found.parse((await query(text, { words })).data).search;
}

const titles = async (s: Shop, words: string) => (await search(s, words)).edges.map(({ node }) => node.title);

test("every word must match the beginning of a word", async () => {
  const s = await shop();
  await sell(s, { sku: "A", title: "Green tea" });
  await sell(s, { sku: "B", title: "Green teapot" });
  await sell(s, { sku: "C", title: "Steam iron" });
  expect(await titles(s, "green tea")).toEqual(["Green tea", "Green teapot"]);
  expect(await titles(s, "TEA gre")).toHaveLength(2);
  expect(await titles(s, "green iron")).toEqual([]);
  expect(await search(s, "  ?! ")).toEqual({ totalCount: 0, edges: [] });
});

test("no word is ignored, in any number", async () => {
  const s = await shop();
  const many = Array.from({ length: 30 }, (_, index) => `w${index}`).join(" ");
  await sell(s, { sku: "A", title: many });
  expect(await titles(s, many)).toEqual([many]);
  expect(await titles(s, `${many} missing`)).toEqual([]);
});

test("more than 200 characters are refused, in a search and in suggestions", async () => {
  const s = await shop();
  const search = (query: string) =>
    s.query(`query ($query: String!) { search(query: $query) { totalCount } }`, { query });
  const suggest = (prefix: string) =>
    s.query(`query ($prefix: String!) { suggest(prefix: $prefix) { text } }`, { prefix });
  for (const ask of [search, suggest]) {
    expect(codeOf(await ask("x ".repeat(100)))).toBeUndefined();
    expect(codeOf(await ask("x".repeat(201)))).toBe("BAD_USER_INPUT");
  }
});

test("quotes, stars and brackets have no special meaning", async () => {
  const s = await shop();
  await sell(s, { sku: "A", title: "Tea" });
  for (const words of [`"tea`, "tea*", "title:tea", "tea AND", "NEAR(tea)", "(tea", "-tea", "tea'; --"])
    expect(
      codeOf(await s.query(`query ($words: String!) { search(query: $words) { totalCount } }`, { words })),
    ).toBeUndefined();
  expect(await titles(s, `"tea*`)).toEqual(["Tea"]);
});

test("a snippet is the plain text around the match; there is none if the match is not in the text", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  const product = {
    descriptionHtml: "<p>Salt &amp; pepper, 3 &lt; 4.</p><ul><li>Grind<strong>er</strong></li><li>Steel</li></ul>",
    collectionIds: [menu.pots],
    facets: [{ facet: "colour", values: ["blue"] }],
  };
  await sell(s, { sku: "XQ-7", title: "Mill", product });
  const snippetFor = async (words: string) => (await search(s, words)).edges.map(({ snippet }) => snippet);
  expect(await snippetFor("pepp")).toEqual(["Salt & «pepper», 3 < 4. Grinder Steel"]);
  expect(await snippetFor("grinder")).toEqual(["Salt & pepper, 3 < 4. «Grinder» Steel"]);
  expect(await snippetFor("mill")).toEqual(["«Mill»"]);
  expect(await snippetFor("blue")).toEqual([null]);
  expect(await snippetFor("xq")).toEqual([null]);
});

test("a snippet of a long text has a few words before and behind the first match", async () => {
  const s = await shop();
  const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}x`).join(" ");
  await sell(s, {
    sku: "L",
    title: "Long",
    product: { descriptionHtml: `<p>${words(3_000)} Kaffeebecher ${words(2_000)}</p>` },
  });
  await sell(s, {
    sku: "J",
    title: "Lang",
    product: { descriptionHtml: `<p>${"茶".repeat(200)}日本のカップ${"茶".repeat(200)}</p>` },
  });
  const snippetFor = async (query: string) => (await search(s, query)).edges[0]?.snippet;
  expect(await snippetFor("becher")).toBe(
    "…w2995x w2996x w2997x w2998x w2999x «Kaffeebecher» w0x w1x w2x w3x w4x w5x w6x w7x…",
  );
  expect(await snippetFor("カップ")).toBe(`…${"茶".repeat(27)}日本の«カップ»${"茶".repeat(60)}…`);
});

test("a description of the greatest length is found by its last word, whatever its letters", async () => {
  const s = await shop();
  const letters = Array.from({ length: 20_000 }, (_, index) => String.fromCodePoint(0x4e00 + index));
  const pairs = Array.from({ length: 99_900 }, (_, index) => letters[(index * (1 + (index % 7919))) % letters.length]);
  await sell(s, { sku: "L", title: "Long", product: { descriptionHtml: `<p>${pairs.join("")}</p>` } });
  await sell(s, { sku: "W", title: "Wide", product: { descriptionHtml: `<p>${"ä ".repeat(49_900)}schluß</p>` } });
  expect(await titles(s, pairs.slice(-9).join(""))).toEqual(["Long"]);
  expect(await titles(s, "schluss")).toEqual(["Wide"]);
});

test("the matching variant is the one whose option or SKU contains the word", async () => {
  const s = await shop();
  const id = await draft(s, "Shirt", { optionNames: ["Colour"] });
  for (const value of ["Rosé", "Blue"]) {
    const variantId = await addVariant(s, id, `SHIRT-${value.toUpperCase()}`, { options: [{ name: "Colour", value }] });
    await setPrice(s, variantId, 1_000);
  }
  await publish(s, id);
  const meant = async (words: string) => (await search(s, words)).edges.map(({ matchedVariant }) => matchedVariant);
  expect(await meant("shirt blue")).toEqual([{ sku: "SHIRT-BLUE" }]);
  expect(await meant("shirt rose")).toEqual([{ sku: "SHIRT-ROSÉ" }]);
  expect(await meant("shirt")).toEqual([null]);
});

test("the index follows each change", async () => {
  const s = await shop();
  const { productId, variantId } = await sell(s, { sku: "OLD", title: "Tea" });
  await change(s, "productUpdate", { id: productId, title: "Coffee" });
  await change(s, "variantSave", { id: variantId, productId, sku: "NEW" });
  expect(await titles(s, "tea")).toEqual([]);
  expect(await titles(s, "old")).toEqual([]);
  expect(await titles(s, "coff new")).toEqual(["Coffee"]);
});

test("suggestions are published products by the words of their titles, the best first", async () => {
  const s = await shop();
  await sell(s, { sku: "A", title: "Teapot for the whole family and all of its friends" });
  await sell(s, { sku: "B", title: "Teapot" });
  await sell(s, { sku: "C", title: "Teapot, unpublished", publish: false });
  const suggest = async (prefix: string, first?: number) =>
    (
      await s.query(`query ($prefix: String!, $first: Int) { suggest(prefix: $prefix, first: $first) { text } }`, {
        prefix,
        first,
      })
    ).data;
  expect(await suggest("teap", 1)).toEqual({ suggest: [{ text: "Teapot" }] });
  expect((await suggest("teap"))?.suggest).toHaveLength(2);
  expect(await suggest("good")).toEqual({ suggest: [] });
  expect(await suggest(" ")).toEqual({ suggest: [] });
});

test("all results are listed once, page by page, by relevance and by price", async () => {
  const s = await shop();
  for (let number = 1; number <= 7; number += 1) {
    await sell(s, {
      sku: `T${number}`,
      title: `Tea ${"and more ".repeat(number % 3)}${number}`,
      prices: { EUR: 100 * (number % 2) },
    });
  }
  const all = await walk(s, `search(query: "tea"`, { first: 100 });
  expect(all).toHaveLength(7);
  expect(await walk(s, `search(query: "tea"`)).toEqual(all);
  const byPrice = await walk(s, `search(query: "tea", sort: PRICE_DESC`);
  expect(new Set(byPrice)).toEqual(new Set(all));
});
