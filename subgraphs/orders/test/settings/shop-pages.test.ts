/** Pages of the shop: saved by staff in each language, sanitized, bounded, and read by everyone once they are published. */
import { expect, test } from "vitest";
import { colleague, faults, read, save } from "../support/back-office/settings.ts";
import { type Sender, type Shop, shop } from "../support/shop.ts";
import { statements } from "../support/statements.ts";

const imprint = {
  slug: "imprint",
  language: "en",
  kind: "IMPRINT",
  title: "Imprint",
  bodyHtml: "<p>Kontor GmbH</p>",
  published: true,
};
const impressum = { ...imprint, language: "de", title: "Impressum", bodyHtml: "<p>Kontor GmbH, Bremen</p>" };

let keys = 0;
function savePage(s: Shop, input: Record<string, unknown>) {
  keys += 1;
  return save(s, "shopPageSave", { idempotencyKey: `key ${keys}`, ...input });
}

function deletePage(s: Shop, input: Record<string, unknown>) {
  keys += 1;
  return save(s, "shopPageDelete", { idempotencyKey: `key ${keys}`, ...input });
}

async function shown(s: Shop, slug: string, language = "en", sender: Sender = {}): Promise<unknown> {
  const text = `query ($slug: String!, $language: String!) { shopPage(slug: $slug, language: $language) {
    slug language kind title bodyHtml published version updatedAt } }`;
  const { data, errors } = await s.query(text, { slug, language }, sender);
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.shopPage;
}

async function listed(s: Shop, language = "en"): Promise<unknown> {
  const text = `query ($language: String!) { shop { pages(language: $language) { slug language kind title } } }`;
  return Object((await s.query(text, { language })).data?.shop).pages;
}

test("a page is read in the language of the reader, else in another one that it says", async () => {
  const s = await shop();
  await savePage(s, imprint);
  const updatedAt = new Date(s.runtime.now()).toISOString();
  expect(await shown(s, "imprint", "de")).toEqual({ ...imprint, version: 1, updatedAt });
  await savePage(s, impressum);
  expect(await shown(s, "imprint", "de-AT")).toMatchObject({ language: "de", title: "Impressum" });
  expect(await shown(s, "imprint", "en")).toMatchObject({ language: "en", title: "Imprint" });
  expect(await shown(s, "imprint", "fr")).toMatchObject({ language: "en" });
  await savePage(s, { ...impressum, slug: "agb", kind: "TERMS", title: "AGB" });
  expect(await shown(s, "agb", "en")).toMatchObject({ language: "de", title: "AGB" });
  expect(await shown(s, "nothing")).toBeNull();
});

test("an unpublished page is read by staff with the scope alone, and a published language takes its place", async () => {
  const s = await shop();
  await savePage(s, { ...imprint, published: undefined });
  for (const sender of [{}, colleague("CUSTOMER")]) expect(await shown(s, "imprint", "en", sender)).toBeNull();
  expect(await shown(s, "imprint", "en", colleague("ADMIN"))).toMatchObject({ published: false });
  expect(await listed(s)).toEqual([]);
  await savePage(s, impressum);
  expect(await shown(s, "imprint", "en")).toMatchObject({ language: "de" });
  expect(await listed(s)).toMatchObject([{ slug: "imprint", language: "de" }]);
  expect(await read(s, "shopPages")).toMatchObject([
    { slug: "imprint", language: "de", published: true },
    { slug: "imprint", language: "en", published: false },
  ]);
});

test("the shop lists each published page once, by kind and title", async () => {
  const s = await shop();
  for (const page of [
    { ...imprint, slug: "b", kind: "OTHER", title: "Boats" },
    { ...imprint, slug: "a", kind: "OTHER", title: "Anchors" },
    { ...imprint, slug: "terms", kind: "TERMS", title: "Terms" },
    { ...impressum, slug: "terms", kind: "TERMS", title: "AGB" },
    imprint,
  ])
    await savePage(s, page);
  expect(await listed(s, "de")).toEqual([
    { slug: "imprint", language: "en", kind: "IMPRINT", title: "Imprint" },
    { slug: "terms", language: "de", kind: "TERMS", title: "AGB" },
    { slug: "a", language: "en", kind: "OTHER", title: "Anchors" },
    { slug: "b", language: "en", kind: "OTHER", title: "Boats" },
  ]);
});

test("the HTML of a page is sanitized when it is saved", async () => {
  const s = await shop();
  const bodyHtml = '<h2 onclick="x()">Us</h2><script>x</script><p><a href="javascript:x">a</a> <a href="/b">b</a>';
  await savePage(s, { ...imprint, bodyHtml });
  expect(await shown(s, "imprint")).toMatchObject({
    bodyHtml: '<h2>Us</h2><p><a>a</a> <a href="/b">b</a></p>',
  });
});

test("absent fields stay, and without a difference neither the version nor the time changes", async () => {
  const s = await shop();
  const first = await savePage(s, imprint);
  await s.runtime.advance(1_000);
  expect((await savePage(s, { slug: "imprint", language: "en", title: " Imprint " })).page).toEqual(first.page);
  const second = await savePage(s, { slug: "imprint", language: "en", title: "Legal notice", expectedVersion: 1 });
  expect(second.page).toMatchObject({ ...imprint, title: "Legal notice", version: 2 });
  expect(second.page?.updatedAt).toBe(new Date(s.runtime.now()).toISOString());
});

test("a save or a removal on an outdated version, or of a removed page, changes nothing", async () => {
  const s = await shop();
  await savePage(s, imprint);
  await savePage(s, { ...imprint, title: "Legal notice" });
  const stale = { __typename: "VersionConflictError", currentVersion: 2, path: ["input", "expectedVersion"] };
  const named = { slug: "imprint", language: "en", expectedVersion: 1 };
  expect(await savePage(s, { ...named, title: "Mine" })).toMatchObject(stale);
  expect(await deletePage(s, named)).toMatchObject(stale);
  expect(await shown(s, "imprint")).toMatchObject({ title: "Legal notice" });
  expect(await deletePage(s, { ...named, expectedVersion: 2 })).toMatchObject({
    __typename: "ShopPageDeleted",
    slug: "imprint",
    language: "en",
  });
  expect(await shown(s, "imprint")).toBeNull();
  const gone = { __typename: "NotFoundError", path: ["input", "slug"] };
  expect(await savePage(s, { ...named, title: "Mine" })).toMatchObject(gone);
  expect(await deletePage(s, named)).toMatchObject(gone);
});

test("a repetition with its key has no second effect, and the key of another input is refused", async () => {
  const s = await shop();
  const key = { idempotencyKey: "one" };
  const first = await savePage(s, { ...imprint, ...key });
  expect(await savePage(s, { ...imprint, ...key })).toEqual(first);
  expect(await savePage(s, { ...imprint, title: "Other", ...key })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  await savePage(s, { ...imprint, title: "Second" });
  expect((await savePage(s, { ...imprint, ...key })).page).toMatchObject({ title: "Second", version: 2 });
  const removal = { slug: "imprint", language: "en", idempotencyKey: "two" };
  const removed = await deletePage(s, removal);
  await savePage(s, imprint);
  expect(await deletePage(s, removal)).toEqual(removed);
  expect(await shown(s, "imprint")).not.toBeNull();
  await deletePage(s, { slug: "imprint", language: "en" });
  expect(await savePage(s, { ...imprint, ...key })).toMatchObject({ __typename: "NotFoundError" });
});

test.each([
  [{ slug: "Imprint!" }, ["slug FORMAT"]],
  [{ language: "fr" }, ["language UNKNOWN"]],
  [{ title: " " }, ["title LENGTH"]],
  [{ title: "a\nb" }, ["title FORMAT"]],
  [{ bodyHtml: "<script>x</script>" }, ["bodyHtml LENGTH"]],
  [{ bodyHtml: "&".repeat(50_000) }, ["bodyHtml LENGTH"]],
  [{ kind: undefined, title: undefined, bodyHtml: undefined }, ["kind NEEDED", "title NEEDED", "bodyHtml NEEDED"]],
])("a page with %j is refused", async (change, expected) => {
  const s = await shop();
  expect(faults(await savePage(s, { ...imprint, ...change }))).toEqual(expected);
  expect(await read(s, "shopPages")).toEqual([]);
});

test("a shop has at most 100 pages, where each language counts as one", async () => {
  const s = await shop();
  await s.corruptStore(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99)
    INSERT INTO shop_pages (id, slug, language, kind, title, body_html, published, version, updated_at)
      SELECT 'page_' || i, 'p' || i, 'en', 'OTHER', 'P', '<p>x</p>', TRUE, 1, 1 FROM n`);
  expect((await savePage(s, imprint)).__typename).toBe("ShopPageSaved");
  expect(faults(await savePage(s, impressum))).toEqual(["slug TOO_MANY"]);
  expect((await savePage(s, { ...imprint, title: "Changed" })).page).toMatchObject({ version: 2 });
  expect(await listed(s)).toHaveLength(100);
});

test("each change is in the audit log once, in its transaction", async () => {
  const s = await shop();
  await savePage(s, { ...imprint, idempotencyKey: "k" });
  await savePage(s, { ...imprint, idempotencyKey: "k" });
  await savePage(s, imprint);
  await savePage(s, { ...imprint, published: false });
  await deletePage(s, { slug: "imprint", language: "en" });
  const audited = await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded' ORDER BY seq");
  expect(audited.map((row) => JSON.parse(Object(row).payload).summary)).toEqual([
    "Saved the page imprint (en) as version 1, published.",
    "Saved the page imprint (en) as version 2, not published.",
    "Deleted the page imprint (en).",
  ]);
});

test("the pages of the shop take one statement for any number of readers, and a page takes one", async () => {
  const s = await shop();
  await savePage(s, imprint);
  const reads = (text: string) => statements(s, () => s.query(text));
  // Settings, shipped countries, pages.
  expect(await reads(`{ shop { en: pages { title } de: pages(language: "de") { title } } }`)).toBe(3);
  expect(await reads(`{ shopPage(slug: "imprint") { bodyHtml sections { __typename } } }`)).toBe(1);
});
