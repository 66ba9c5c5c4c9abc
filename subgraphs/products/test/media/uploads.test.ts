/** Uploads: a secret address for one file, checks at arrival, and deletion of unused files. */
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { cleanUploads } from "../../src/service/media/uploads.ts";
import { uploads } from "../../src/store/import/tables.ts";
import { importFile, put, queue, upload } from "../support/imports.ts";
import { png } from "../support/pictures.ts";
import { change, draft, manager, type Shop, shop } from "../support/shop.ts";

const announce = (s: Shop, input: Record<string, unknown> = {}, viewer = manager) =>
  change(
    { ...s, viewer },
    "uploadStart",
    { fileName: "a.csv", contentType: "text/csv", bytes: 5, ...input },
    "... on UploadStarted { uploadId uploadUrl expiresAt } ... on ValidationError { problems { path code } }",
  );

async function address(s: Shop, input: Record<string, unknown> = {}): Promise<string> {
  return z.object({ uploadUrl: z.string() }).parse(await announce(s, input)).uploadUrl;
}

const stored = (s: Shop) => readdirSync(join(s.folder, "products", "uploads"));

test("a file is sent to a secret URL, once, and is stored where no other account can read it", async () => {
  const s = await shop();
  const urls = [await address(s), await address(s)];
  for (const url of urls) expect(url).toMatch(/^\/uploads\/[\w-]{43}$/);
  expect(new Set(urls).size).toBe(2);
  const [url = ""] = urls;
  expect((await put(s, url, "hello")).statusCode).toBe(204);
  expect((await put(s, url, "hello")).statusCode).toBe(404);
  const [file = ""] = stored(s);
  expect(stored(s)).toHaveLength(1);
  expect(statSync(join(s.folder, "products", "uploads", file)).mode & 0o077).toBe(0);
  expect((await s.service.internal.inject({ url: `/media/../uploads/${file}` })).statusCode).not.toBe(200);
  expect((await s.service.internal.inject({ url })).statusCode).toBe(404);
});

test("the URL itself is not in the store", async () => {
  const s = await shop();
  const token = (await address(s)).replace("/uploads/", "");
  const rows = await s.service.deps.store.read((db) => db.select().from(uploads));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test.each([
  ["fewer bytes", "hell", 400],
  ["more bytes", "hello!", 413],
  ["nothing", "", 400],
])("%s than announced are discarded, and may be sent again", async (_what, content, status) => {
  const s = await shop();
  const url = await address(s);
  const refused = await put(s, url, content);
  expect([refused.statusCode, refused.json()]).toMatchObject([
    status,
    { errors: [{ extensions: { code: expect.any(String) } }] },
  ]);
  expect(stored(s)).toEqual([]);
  expect((await put(s, url, "hello")).statusCode).toBe(204);
});

test("two concurrent requests: one file counts, and the other leaves nothing", async () => {
  const s = await shop();
  const url = await address(s);
  const sent = await Promise.all([put(s, url, "hello"), put(s, url, "HELLO"), put(s, url, "there")]);
  expect(sent.map(({ statusCode }) => statusCode).sort()).toEqual([204, 404, 404]);
  expect(stored(s)).toHaveLength(1);
});

test.each([
  [{ contentType: "image/svg+xml" }, "contentType", "UNSUPPORTED"],
  [{ contentType: "text/html" }, "contentType", "UNSUPPORTED"],
  [{ bytes: 0 }, "bytes", "OUT_OF_RANGE"],
  [{ bytes: 104_857_601 }, "bytes", "OUT_OF_RANGE"],
  [{ contentType: "image/png", bytes: 20_971_521 }, "bytes", "OUT_OF_RANGE"],
  [{ fileName: " " }, "fileName", "LENGTH"],
])("announcing %j is refused", async (input, path, code) => {
  const response = await announce(await shop(), input);
  expect(response).toMatchObject({ __typename: "ValidationError", problems: [{ path: ["input", path], code }] });
});

test("the number of waiting files of one person is limited", async () => {
  const s = await shop();
  for (let count = 0; count < 200; count += 1) await address(s);
  expect(await announce(s)).toMatchObject({ problems: [{ code: "TOO_MANY" }] });
  const partner = userWith("user_partner", ["imports:write"]);
  expect(await announce(s, {}, partner)).toMatchObject({ __typename: "UploadStarted" });
});

test("a picture must have the announced type", async () => {
  const s = await shop();
  const script = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>");
  for (const content of [script, Buffer.from("GIF89a\u0001\u0000\u0001\u0000"), Buffer.from("\x89PNG")]) {
    const url = await address(s, { contentType: "image/png", bytes: content.length });
    expect((await put(s, url, content)).statusCode).toBe(415);
  }
  expect(stored(s)).toEqual([]);
  const picture = png(3, 2);
  const url = await address(s, { contentType: "image/png", bytes: picture.length });
  expect((await put(s, url, picture)).statusCode).toBe(204);
});

test("unknown and expired URLs are not found", async () => {
  const s = await shop();
  expect((await put(s, "/uploads/unknown", "hello")).statusCode).toBe(404);
  const url = await address(s);
  await s.runtime.advance(60 * 60 * 1_000);
  expect((await put(s, url, "hello")).statusCode).toBe(404);
});

test("unused files are deleted after a day, strays at once, and the file of a waiting import stays", async () => {
  const s = await shop();
  const unused = await upload(s, "Title\n");
  const waiting = await upload(s, "Title\nA\n");
  await address(s);
  writeFileSync(join(s.folder, "products", "uploads", "upl_unknown-1"), "stray");
  await s.service.runJobsOnce();
  expect(
    stored(s)
      .map((name) => name.split("-")[0])
      .sort(),
  ).toEqual([unused, waiting].sort());
  await queue(s, waiting);
  await s.runtime.advance(25 * 60 * 60 * 1_000);
  await cleanUploads(s.service.deps);
  expect(stored(s).map((name) => name.split("-")[0])).toEqual([waiting]);
  await s.service.runJobsOnce();
  await cleanUploads(s.service.deps);
  expect(stored(s)).toEqual([]);
});

test("an imported file is kept for an hour, one of a dry run for the day", async () => {
  const s = await shop();
  await importFile(s, "Title\nA\n");
  await importFile(s, "Title\nA\n", { dryRun: true });
  expect(stored(s)).toHaveLength(2);
  await s.runtime.advance(61 * 60 * 1_000);
  await cleanUploads(s.service.deps);
  expect(stored(s)).toHaveLength(1);
});

const attach = (s: Shop, input: Record<string, unknown>, viewer = manager) =>
  change(
    { ...s, viewer },
    "mediaAttach",
    input,
    "... on ProductSaved { product { version media { id url alt width height } } } ... on ValidationError { problems { code } }",
  );
const saved = z.object({
  product: z.object({ version: z.int(), media: z.array(z.looseObject({ id: z.string(), url: z.string() })) }),
});

test("an uploaded picture is shown with a product, in its place, and served", async () => {
  const s = await shop();
  const productId = await draft(s, "Pot");
  const picture = png(3, 2);
  const ids = await Promise.all([0, 1].map(() => upload(s, picture, { contentType: "image/png" })));
  await attach(s, { productId, uploadId: ids[0], alt: " Pot " });
  const { product } = saved.parse(await attach(s, { productId, uploadId: ids[1], position: 0 }));
  expect(product).toMatchObject({ version: 3, media: [{ alt: "", width: 3, height: 2 }, { alt: "Pot" }] });
  const served = await s.service.internal.inject({ url: product.media[0]?.url ?? "" });
  expect([served.statusCode, served.headers["content-type"], served.rawPayload.equals(picture)]).toEqual([
    200,
    "image/png",
    true,
  ]);
  expect(stored(s)).toEqual([]);
  expect(saved.parse(await attach(s, { productId, uploadId: ids[1] })).product.version).toBe(3);
});

test("a removed picture is removed from the product, its variants and the disk", async () => {
  const s = await shop();
  const productId = await draft(s, "Pot");
  const uploadId = await upload(s, png(1, 1), { contentType: "image/png" });
  const { product } = saved.parse(await attach(s, { productId, uploadId }));
  const [media] = product.media;
  await change(s, "variantSave", { productId, sku: "POT", imageId: media?.id });
  const detached = await change(
    s,
    "mediaDetach",
    { productId, mediaId: media?.id },
    "... on ProductSaved { product { media { id } variants { nodes { image { id } } } } }",
  );
  expect(detached).toEqual({
    __typename: "ProductSaved",
    product: { media: [], variants: { nodes: [{ image: null }] } },
  });
  expect((await s.service.internal.inject({ url: media?.url ?? "" })).statusCode).toBe(404);
  expect(await change(s, "mediaDetach", { productId, mediaId: media?.id })).toEqual({ __typename: "NotFoundError" });
  expect(await change(s, "mediaDetach", { productId: "prod_none", mediaId: media?.id })).toEqual({
    __typename: "NotFoundError",
  });
});

test("unsuitable files are refused: other people's uploads, catalogues, files still awaited or used elsewhere", async () => {
  const s = await shop();
  const productId = await draft(s, "Pot");
  const other = await draft(s, "Pan");
  const uploadId = await upload(s, png(1, 1), { contentType: "image/png" });
  const stranger = userWith("user_other", ["products:write"]);
  expect(await attach(s, { productId, uploadId }, stranger)).toEqual({ __typename: "NotFoundError" });
  expect(await attach(s, { productId: "prod_none", uploadId })).toEqual({ __typename: "NotFoundError" });
  expect(await attach(s, { productId, uploadId, position: -1, alt: "x".repeat(501) })).toMatchObject({
    problems: [{ code: "TOO_LONG" }, { code: "NEGATIVE" }],
  });
  await attach(s, { productId, uploadId });
  expect(await attach(s, { productId: other, uploadId })).toMatchObject({ problems: [{ code: "USED" }] });
  expect(await attach(s, { productId, uploadId: await upload(s, "x") })).toMatchObject({
    problems: [{ code: "NOT_A_PICTURE" }],
  });
  const { uploadId: awaited } = z
    .looseObject({ uploadId: z.string() })
    .parse(await announce(s, { contentType: "image/png" }));
  expect(await attach(s, { productId, uploadId: awaited })).toMatchObject({ problems: [{ code: "NOT_ARRIVED" }] });
});

test("an imported URL of a picture in this shop refers to that picture", async () => {
  const s = await shop();
  const productId = await draft(s, "Pot");
  const { product } = saved.parse(
    await attach(s, { productId, uploadId: await upload(s, png(1, 1), { contentType: "image/png" }) }),
  );
  const [media] = product.media;
  const line = { handle: "pot", title: "Pot", images: [{ url: `https://shop.example${media?.url}` }] };
  expect(await importFile(s, `${JSON.stringify(line)}\n`, { format: "JSON_LINES" })).toMatchObject({
    productsUnchanged: 1,
  });
});
