/** The home page of the shop: its sections are judged when they are saved, and shown with references to the catalogue. */
import { expect, test } from "vitest";
import { faults, read, save } from "../support/back-office/settings.ts";
import { newKey } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

function savePage(s: Shop, input: Record<string, unknown>) {
  return save(s, "shopPageSave", { idempotencyKey: newKey(), ...input });
}

const promises = { promises: [{ title: " 30 days ", text: "To return." }, { title: "Spare parts" }] };
const sections: Record<string, Record<string, unknown>>[] = [
  {
    hero: {
      title: "Tea",
      text: "From the quay.",
      pictureId: "med_1",
      link: { label: "All tea", url: "/collections/tea?sort=newest" },
    },
  },
  { products: { title: "Green", source: "COLLECTION", collectionId: "coll_1" } },
  { products: { title: "Ours", source: "CHOSEN", productIds: ["prod_2", "prod_1"] } },
  { products: { title: "New", source: "NEWEST" } },
  {
    text: {
      title: "Us",
      bodyHtml: '<p onclick="x()">Good<script>x</script></p>',
      link: { label: "A", url: "https://a.example/b" },
    },
  },
  { promises },
];
const home = { slug: "home", language: "en", kind: "HOME", title: "Teapot", sections, published: true };

async function shownSections(s: Shop, language = "en"): Promise<unknown> {
  const text = `query ($language: String!) { shopPage(slug: "home", language: $language) { bodyHtml sections { __typename
    ... on HeroSection { title text picture { id } link { label url } }
    ... on TextSection { title bodyHtml picture { id } link { label url } }
    ... on ProductsSection { title source collection { id } products { id } }
    ... on PromisesSection { promises { title text } } } } }`;
  const { data, errors } = await s.query(text, { language });
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.shopPage;
}

test("the home page has its sections in order, sanitized and with references to the catalogue, and no footer lists it", async () => {
  const s = await shop();
  expect((await savePage(s, home)).__typename).toBe("ShopPageSaved");
  const row = { __typename: "ProductsSection", collection: null, products: [] };
  expect(await shownSections(s, "de")).toEqual({
    bodyHtml: "",
    sections: [
      { __typename: "HeroSection", ...sections[0]?.hero, picture: { id: "med_1" }, pictureId: undefined },
      { ...row, title: "Green", source: "COLLECTION", collection: { id: "coll_1" } },
      { ...row, title: "Ours", source: "CHOSEN", products: [{ id: "prod_2" }, { id: "prod_1" }] },
      { ...row, title: "New", source: "NEWEST" },
      { __typename: "TextSection", ...sections[4]?.text, bodyHtml: "<p>Good</p>", picture: null },
      {
        __typename: "PromisesSection",
        promises: [
          { title: "30 days", text: "To return." },
          { title: "Spare parts", text: null },
        ],
      },
    ],
  });
  expect((await s.query("{ shop { pages { slug } } }")).data).toEqual({ shop: { pages: [] } });
  expect(await read(s, "shopPages")).toMatchObject([{ slug: "home", kind: "HOME" }]);
  expect((await savePage(s, { ...home, sections: structuredClone(sections) })).page).toMatchObject({ version: 1 });
  expect((await savePage(s, { slug: "home", language: "en", title: "Tea", published: false })).page?.version).toBe(2);
  expect(await shownSections(s)).toBeNull();
  expect((await savePage(s, { ...home, sections: [{ promises }] })).page?.version).toBe(3);
  expect(await shownSections(s)).toMatchObject({ sections: [{ __typename: "PromisesSection" }] });
});

test("a link of another scheme, another host or a fragment is refused", async () => {
  const s = await shop();
  const schemes = ["javascript:x", "http://a.example", "https://a@b.example", "tea"];
  for (const url of [...schemes, "//a.example", "/\\a.example", "/..//a.example", "/a#b", "/a b"])
    expect([url, faults(await savePage(s, { ...home, ...link(url) }))]).toEqual([
      url,
      ["sections.0.hero.link.url FORMAT"],
    ]);
});

const hero = (change: object) => ({ sections: [{ hero: { title: "Tea", ...change } }] });
const link = (url: string) => hero({ link: { label: "Tea", url } });
const row = (change: object) => ({ sections: [{ products: { title: "Tea", source: "NEWEST", ...change } }] });
const ids = (count: number) => Array.from({ length: count }, (_each, index) => `prod_${index}`);

const refused: [change: Record<string, unknown>, expected: string[]][] = [
  [{ slug: "start" }, ["slug MISMATCH"]],
  [{ bodyHtml: "<p>Tea</p>" }, ["bodyHtml NOT_USED"]],
  [{ sections: undefined }, ["sections NEEDED"]],
  [{ sections: [] }, ["sections LENGTH"]],
  [{ sections: Array(13).fill({ promises }) }, ["sections LENGTH"]],
  [{ kind: "OTHER" }, ["bodyHtml NEEDED", "sections NOT_USED"]],
  [{ sections: [{}, { promises, hero: { title: "Tea" } }] }, ["sections.0 NOT_ONE", "sections.1 NOT_ONE"]],
  [hero({ title: "a".repeat(101) }), ["sections.0.hero.title LENGTH"]],
  [hero({ text: "a".repeat(301) }), ["sections.0.hero.text LENGTH"]],
  [hero({ pictureId: "/media/tea.svg" }), ["sections.0.hero.pictureId FORMAT"]],
  [hero({ link: { label: " ", url: "/" } }), ["sections.0.hero.link.label LENGTH"]],
  [{ sections: [{ text: { title: "Us", bodyHtml: "<script>x</script>" } }] }, ["sections.0.text.bodyHtml LENGTH"]],
  [{ sections: [{ text: { title: "Us", bodyHtml: "&".repeat(1_001) } }] }, ["sections.0.text.bodyHtml LENGTH"]],
  [row({ source: "COLLECTION" }), ["sections.0.products.collectionId NEEDED"]],
  [row({ source: "COLLECTION", collectionId: "prod_1" }), ["sections.0.products.collectionId FORMAT"]],
  [
    row({ collectionId: "coll_1", productIds: ["prod_1"] }),
    ["sections.0.products.collectionId NOT_USED", "sections.0.products.productIds NOT_USED"],
  ],
  [row({ source: "CHOSEN", productIds: [] }), ["sections.0.products.productIds NEEDED"]],
  [row({ source: "CHOSEN", productIds: ids(13) }), ["sections.0.products.productIds TOO_MANY"]],
  [row({ source: "CHOSEN", productIds: ["prod_1", "prod_1"] }), ["sections.0.products.productIds.1 TWICE"]],
  [{ sections: [{ promises: { promises: [] } }] }, ["sections.0.promises.promises LENGTH"]],
  [{ sections: [{ promises: { promises: [{ title: "a\nb" }] } }] }, ["sections.0.promises.promises.0.title FORMAT"]],
];

test("a home page that is none, and sections beyond their bounds, are refused by their places", async () => {
  const s = await shop();
  for (const [change, expected] of refused)
    expect([change, faults(await savePage(s, { ...home, ...change }))]).toEqual([change, expected]);
  expect(await read(s, "shopPages")).toEqual([]);
});

test("a page that becomes the home page loses its text, and needs one to become another page again", async () => {
  const s = await shop();
  await savePage(s, { ...home, kind: "OTHER", sections: undefined, bodyHtml: "<p>Us</p>" });
  const named = { slug: "home", language: "en" };
  expect(faults(await savePage(s, { ...named, kind: "HOME" }))).toEqual(["sections NEEDED"]);
  expect((await savePage(s, { ...named, kind: "HOME", sections: [{ promises }] })).page).toMatchObject({
    bodyHtml: "",
  });
  expect(faults(await savePage(s, { ...named, kind: "OTHER" }))).toEqual(["bodyHtml NEEDED"]);
  await savePage(s, { ...named, kind: "OTHER", bodyHtml: "<p>Tea</p>" });
  expect(await shownSections(s)).toEqual({ bodyHtml: "<p>Tea</p>", sections: [] });
});
