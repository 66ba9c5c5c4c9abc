/** Descriptions and pictures of collections: sanitised texts, uploaded pictures, and their files. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { importFile, jsonLines, upload } from "../support/imports.ts";
import { png } from "../support/pictures.ts";
import { change, draft, manager, type Shop, shop } from "../support/shop.ts";

const selection = `... on CollectionSaved { collection { id descriptionHtml image { id url alt width height } } }
  ... on ValidationError { problems { path code } } ... on NotFoundError { path } ... on SlugTakenError { slug }`;

const save = (s: Shop, input: object, viewer = manager) =>
  change({ ...s, viewer }, "collectionSave", { ...input }, selection);

/** Creates a collection, and returns its id. */
async function create(s: Shop, input: object = {}): Promise<string> {
  return String(Object((await save(s, { title: "Tea", ...input })).collection).id);
}

const picture = (s: Shop, viewer = manager) =>
  upload(s, png(40, 30), { contentType: "image/png", fileName: "tea.png", viewer });

async function read(s: Pick<Shop, "query">, id: string): Promise<Record<string, unknown>> {
  const text = "query ($id: ID) { collection(id: $id) { descriptionHtml image { url alt width height } } }";
  const { data, errors } = await s.query(text, { id });
  expect(errors).toBeUndefined();
  return Object(data).collection;
}

const mediaFiles = (s: Shop) => readdirSync(join(s.folder, "products", "media"));
const waiting = (s: Shop) => readdirSync(join(s.folder, "products", "uploads"));
const problemsOf = (saved: Record<string, unknown>) =>
  Object(saved.problems).map(
    ({ path, code }: { path: string[]; code: string }) => `${path.slice(1).join(".")} ${code}`,
  );

test("a collection has neither description nor picture until it gets them", async () => {
  const s = await shop();
  expect(await read(s, await create(s))).toEqual({ descriptionHtml: "", image: null });
});

test("a description is sanitised like that of a product, stays when it is absent, and can be emptied", async () => {
  const s = await shop();
  const html = `<h2>Tea</h2><p onclick="x()">Good <a href="https://x.example">leaves</a></p><script>alert(1)</script>`;
  const id = await create(s, { descriptionHtml: html });
  const product = await draft(s, "Tea", { descriptionHtml: html });
  const text = "query ($id: ID) { product(id: $id) { descriptionHtml } }";
  const { descriptionHtml } = Object((await s.query(text, { id: product }, manager)).data).product;
  expect(descriptionHtml).toBe("Tea<p>Good leaves</p>");
  await save(s, { id, title: "Teas" });
  expect(await read(s, id)).toEqual({ descriptionHtml, image: null });
  await save(s, { id, descriptionHtml: "" });
  expect(await read(s, id)).toEqual({ descriptionHtml: "", image: null });
  expect(problemsOf(await save(s, { id, descriptionHtml: "x".repeat(100_001) }))).toEqual(["descriptionHtml TOO_LONG"]);
});

test("an uploaded picture is shown with its size and text, and survives a repetition", async () => {
  const s = await shop();
  const uploadId = await picture(s);
  const id = await create(s, { descriptionHtml: "<p>Good.</p>", image: { uploadId, alt: " Leaves " } });
  const image = { url: `/media/${uploadId}.png`, alt: "Leaves", width: 40, height: 30 };
  expect(await read(s, id)).toEqual({ descriptionHtml: "<p>Good.</p>", image });
  expect((await s.service.internal.inject({ url: image.url })).statusCode).toBe(200);
  expect(waiting(s)).toEqual([]);
  await save(s, { id, image: { uploadId, alt: "Leaves" } });
  await save(s, { id, title: "Teas" });
  expect(await read(s, id)).toEqual({ descriptionHtml: "<p>Good.</p>", image });
  await save(s, { id, image: { alt: "Green leaves" } });
  expect(await read(s, id)).toMatchObject({ image: { ...image, alt: "Green leaves" } });
  await save(s, { id, image: {} });
  expect(await read(s, id)).toMatchObject({ image: { ...image, alt: "" } });
});

test("the file of a picture is deleted when another takes its place, when it is removed, and with its collection", async () => {
  const s = await shop();
  const [first, second, third] = [await picture(s), await picture(s), await picture(s)];
  const id = await create(s, { image: { uploadId: first } });
  await save(s, { id, image: { uploadId: second } });
  expect(mediaFiles(s)).toEqual([`${second}.png`]);
  await save(s, { id, image: null });
  expect(mediaFiles(s)).toEqual([]);
  expect(await read(s, id)).toMatchObject({ image: null });
  await save(s, { id, image: { uploadId: third } });
  expect(mediaFiles(s)).toEqual([`${third}.png`]);
  await change(s, "collectionDelete", { id });
  expect(mediaFiles(s)).toEqual([]);
});

test("a picture is found by its id, whether a collection or a product that is not published has it, until it is removed", async () => {
  const s = await shop();
  const id = await create(s, { image: { uploadId: await picture(s), alt: "Leaves" } });
  const productId = await draft(s, "Tea");
  const attach = "... on ProductSaved { product { media { id url alt } } }";
  const attached = await change(s, "mediaAttach", { productId, uploadId: await picture(s), alt: "Tin" }, attach);
  const [ofProduct] = Object(attached.product).media;
  const { data } = await s.query("query ($id: ID) { collection(id: $id) { image { id url alt } } }", { id });
  const ofCollection = Object(data).collection.image;
  const text =
    "query ($references: [_Any!]!) { _entities(representations: $references) { ... on Media { id url alt } } }";
  const references = [ofCollection.id, "med_none", ofProduct.id].map((each) => ({ __typename: "Media", id: each }));
  const find = async () => (await s.query(text, { references })).data;
  expect(await find()).toEqual({ _entities: [ofCollection, null, ofProduct] });
  await save(s, { id, image: null });
  expect(await find()).toEqual({ _entities: [null, null, ofProduct] });
});

test("a file that a product and a collection show is kept until neither does", async () => {
  const s = await shop();
  const uploadId = await picture(s);
  const url = `/media/${uploadId}.png`;
  const productId = await draft(s, "Tea");
  const attach = "... on ProductSaved { product { media { id } } }";
  const attached = await change(s, "mediaAttach", { productId, uploadId }, attach);
  const mediaId = Object(attached.product).media[0].id;
  await importFile(s, jsonLines([{ type: "collection", slug: "tea", title: "Tea", image: { url } }]), {
    format: "JSON_LINES",
  });
  const { data } = await s.query(`{ collection(slug: "tea") { id image { url } } }`);
  expect(data).toMatchObject({ collection: { image: { url } } });
  await change(s, "mediaDetach", { productId, mediaId });
  expect(mediaFiles(s)).toEqual([`${uploadId}.png`]);
  await save(s, { id: Object(data).collection.id, image: null });
  expect(mediaFiles(s)).toEqual([]);
});

test("a picture that cannot be shown is refused by name, and nothing is changed or copied", async () => {
  const s = await shop();
  const used = await picture(s);
  const id = await create(s, { image: { uploadId: used } });
  const waitingId = Object(
    await change(
      s,
      "uploadStart",
      { fileName: "a.png", contentType: "image/png", bytes: 5 },
      "... on UploadStarted { uploadId }",
    ),
  ).uploadId;
  const table = await upload(s, "a,b");
  const fresh = await picture(s);
  const other = await create(s, { title: "Pots" });
  for (const [image, problem] of [
    [{ uploadId: used }, "image.uploadId USED"],
    [{ uploadId: waitingId }, "image.uploadId NOT_ARRIVED"],
    [{ uploadId: table }, "image.uploadId NOT_A_PICTURE"],
    [{ uploadId: fresh, alt: "x".repeat(501) }, "image.alt TOO_LONG"],
    [{ alt: "None" }, "image.uploadId MISSING"],
  ] as const)
    expect(problemsOf(await save(s, { id: other, title: "Cups", image }))).toEqual([problem]);
  const unknown = { __typename: "NotFoundError", path: ["input", "image", "uploadId"] };
  expect(await save(s, { id: other, image: { uploadId: "upl_none" } })).toEqual(unknown);
  const stranger = userWith("user_other", ["products:write"]);
  expect(await save(s, { id: other, image: { uploadId: fresh } }, stranger)).toEqual(unknown);
  const taken = { id: other, slug: "tea", image: { uploadId: fresh } };
  expect(await save(s, taken)).toEqual({ __typename: "SlugTakenError", slug: "tea" });
  expect(await read(s, other)).toEqual({ descriptionHtml: "", image: null });
  expect(mediaFiles(s)).toEqual([`${used}.png`]);
  expect(await read(s, id)).toMatchObject({ image: { url: `/media/${used}.png` } });
});

test("of two collections that take the same picture at once, one gets it", async () => {
  const s = await shop();
  const uploadId = await picture(s);
  const ids = [await create(s, { title: "Tea" }), await create(s, { title: "Pots" })];
  const saved = await Promise.all(ids.map((id) => save(s, { id, image: { uploadId } })));
  // The upload is taken, or gone already.
  const refused = expect.stringMatching(/^(ValidationError|NotFoundError)$/);
  expect(saved.map(({ __typename }) => __typename).sort()).toEqual(["CollectionSaved", refused]);
  const shown = (await Promise.all(ids.map((id) => read(s, id)))).filter(({ image }) => image !== null);
  expect(shown).toHaveLength(1);
  expect(mediaFiles(s)).toEqual([`${uploadId}.png`]);
});

test("an import gives new collections their description and picture, and leaves existing ones", async () => {
  const s = await shop();
  const pots = { type: "collection", slug: "pots", title: "Pots" };
  const image = { url: "https://pictures.example/tea.png", alt: "Leaves", width: 8, height: 6 };
  const tea = {
    type: "collection",
    slug: "tea",
    title: "Tea",
    descriptionHtml: "<p>Good<script>1</script></p>",
    image,
  };
  await importFile(s, jsonLines([pots]), { format: "JSON_LINES" });
  const content = jsonLines([{ ...pots, descriptionHtml: "<p>New.</p>" }, tea]);
  expect(await importFile(s, content, { format: "JSON_LINES", dryRun: true })).toMatchObject({ rowsRefused: 0 });
  expect((await s.query(`{ collection(slug: "tea") { id } }`)).data).toEqual({ collection: null });
  expect(await importFile(s, content, { format: "JSON_LINES" })).toMatchObject({ rowsRefused: 0 });
  const fields = "{ descriptionHtml image { url alt width height } }";
  expect(
    (await s.query(`{ tea: collection(slug: "tea") ${fields} pots: collection(slug: "pots") ${fields} }`)).data,
  ).toEqual({ tea: { descriptionHtml: "<p>Good</p>", image }, pots: { descriptionHtml: "", image: null } });
});

test("unsafe characters of an imported description and alternative text are taken out, with a note", async () => {
  const s = await shop();
  const image = { url: "https://pictures.example/tea.png", alt: "Lea\u202eves" };
  const line = { type: "collection", slug: "tea", title: "Tea", descriptionHtml: "<p>Go\u0007od.</p>", image };
  const { notes } = await importFile(s, jsonLines([line]), { format: "JSON_LINES" });
  expect(notes.nodes.map(({ column, code }) => `${column} ${code}`).sort()).toEqual([
    "descriptionHtml CHARACTERS_REPLACED",
    "image CHARACTERS_REPLACED",
  ]);
  const { data } = await s.query(`{ collection(slug: "tea") { descriptionHtml image { alt } } }`);
  expect(data).toEqual({ collection: { descriptionHtml: "<p>Good.</p>", image: { alt: "Leaves" } } });
});

test.each([
  ["a picture at a private address", { image: { url: "https://10.0.0.1/a.png" } }, "image", "IMAGE_ADDRESS"],
  ["a missing file of the shop", { image: { url: "/media/none.png" } }, "image", "UNKNOWN_IMAGE"],
  ["no address", { image: { url: "tea.png" } }, "image", "NOT_AN_ADDRESS"],
  [
    "a text of 501 characters",
    { image: { url: "https://a.example/a.png", alt: "x".repeat(501) } },
    "image",
    "TOO_LONG",
  ],
  ["a long description", { descriptionHtml: "x".repeat(100_001) }, "descriptionHtml", "TOO_LONG"],
])("a collection with %s is refused by name in a file", async (_what, wrong, column, code) => {
  const s = await shop();
  const content = jsonLines([{ type: "collection", slug: "tea", title: "Tea", ...wrong }]);
  const { refused } = await importFile(s, content, { format: "JSON_LINES" });
  expect(refused.nodes).toMatchObject([{ line: 1, column, code }]);
  expect(existsSync(join(s.folder, "products", "media", "none.png"))).toBe(false);
});

test("details are read only for the collections and fields that ask for them, in one statement", async () => {
  const s = await shop();
  for (const title of ["Tea", "Pots", "Cups"]) await create(s, { title, descriptionHtml: "<p>Good.</p>" });
  const costOf = async (fields: string) => {
    const before = await statements(s);
    await s.query(`{ collections(first: 3) { nodes { ${fields} } } }`);
    return (await statements(s)) - before;
  };
  expect([await costOf("title"), await costOf("title descriptionHtml image { url }")]).toEqual([1, 2]);
});

async function statements({ service }: Shop): Promise<number> {
  const { payload } = await service.internal.inject({ url: "/metrics" });
  return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/m.exec(payload)?.[1] ?? 0);
}
