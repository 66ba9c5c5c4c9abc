/** Renditions: five widths of WebP, made once and kept; the original where none can be made; bounds for strangers. */
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLog } from "@hansa/contracts/log";
import { imageSize } from "image-size";
import { expect, test } from "vitest";
import { z } from "zod";
import { openRenditionTurns } from "../../src/providers/rendition-turns.ts";
import { cleanRenditions, findRendition } from "../../src/service/media/renditions.ts";
import { media } from "../../src/store/catalogue/tables.ts";
import { findMediaByProducts } from "../../src/store/media/media.ts";
import { upload } from "../support/imports.ts";
import { animation, photograph } from "../support/photographs.ts";
import { png } from "../support/pictures.ts";
import { folderOf, get, made, place } from "../support/rendition-files.ts";
import { change, draft, manager, type Shop, shop } from "../support/shop.ts";

/** Attaches an uploaded picture to a new product; returns its ids. */
async function attach(s: Shop, content: Buffer, contentType: string): Promise<{ productId: string; mediaId: string }> {
  const productId = await draft(s, `Product of ${content.length} bytes`);
  const uploadId = await upload(s, content, { contentType, fileName: "photo" });
  await change(s, "mediaAttach", { productId, uploadId });
  const [row] = await s.service.deps.store.read((db) => findMediaByProducts(db, [productId]));
  return { productId, mediaId: row?.id ?? "" };
}

const shown = z.object({ product: z.object({ media: z.array(z.record(z.string(), z.string())) }) });

/** The `url` of a product's picture with each of these arguments. */
async function urlsOf(s: Shop, productId: string, all: readonly string[]): Promise<string[]> {
  const fields = all.map((given, index) => `u${index}: url${given}`).join(" ");
  const text = `query ($id: ID!) { product(id: $id) { media { ${fields} } } }`;
  const { data } = await s.query(text, { id: productId }, manager);
  const [picture = {}] = shown.parse(data).product.media;
  return all.map((_given, index) => picture[`u${index}`] ?? "");
}

test("a width is rounded up to the next of the five, and to no more than the original has", async () => {
  const s = await shop();
  const { productId } = await attach(s, png(1000, 10), "image/png");
  const urls = await urlsOf(s, productId, [
    "",
    "(width: null)",
    ...[1, 320, 321, 640, 700, 960, 961, 1280, 1281, 1920, 9999].map((width) => `(width: ${width})`),
  ]);
  const [original] = urls;
  expect(original).toMatch(/^\/media\/upl_\w+\.png$/);
  expect(urls.slice(1).map((url) => url.replace(original ?? "", ""))).toEqual([
    "",
    ...["/320.webp", "/320.webp", "/640.webp", "/640.webp", "/960.webp", "/960.webp"],
    // The original has 1,000 pixels.
    ...["/1280.webp", "/1280.webp", "/1280.webp", "/1280.webp", "/1280.webp"],
  ]);
});

test("a width below 1 is BAD_USER_INPUT", async () => {
  const s = await shop();
  const { productId } = await attach(s, png(10, 10), "image/png");
  for (const width of [0, -1]) {
    const { errors } = await s.query(
      `query ($id: ID!) { product(id: $id) { media { url(width: ${width}) } } }`,
      { id: productId },
      manager,
    );
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["BAD_USER_INPUT"]);
  }
});

test("each width is WebP of that width or of the original's, which browsers may keep for a year", async () => {
  const s = await shop();
  place(s, "photo.jpg", await photograph(1500, 1000));
  for (const [width, height] of [
    [320, 213],
    [640, 427],
    [960, 640],
    [1280, 853],
    [1920, 1000],
  ]) {
    const response = await get(s, `/media/photo.jpg/${width}.webp`);
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      "content-type": "image/webp",
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
      "x-content-type-options": "nosniff",
    });
    const size = imageSize(response.rawPayload);
    expect(size).toEqual({ type: "webp", width: Math.min(1500, width ?? 0), height });
  }
});

test.each(["0", "1", "319", "321", "1921", "99999", "100000", "0320", "320.5", "-320"])(
  "the width %s has no address",
  async (width) => {
    const s = await shop();
    place(s, "photo.jpg", await photograph(400, 300));
    expect((await get(s, `/media/photo.jpg/${width}.webp`)).statusCode).toBe(404);
    expect(made(s)).toEqual([]);
  },
);

test.each(["/media/none.jpg/320.webp", "/media/..%2fproducts.db/320.webp", "/media/.hidden.png/320.webp"])(
  "%s is not found",
  async (url) => {
    const s = await shop();
    place(s, ".hidden.png", png(400, 400));
    expect((await get(s, url)).statusCode).toBe(404);
    expect(made(s)).toEqual([]);
  },
);

test("a photograph of a turned camera is upright, and its place is not in the rendition", async () => {
  const s = await shop();
  place(s, "photo.jpg", await photograph(800, 400, 6));
  const { rawPayload } = await get(s, "/media/photo.jpg/320.webp");
  expect(imageSize(rawPayload)).toEqual({ type: "webp", width: 320, height: 640 });
  expect(rawPayload.includes("EXIF")).toBe(false);
});

test("after a restart the stored file is served and not made again", async () => {
  const s = await shop();
  place(s, "photo.jpg", await photograph(800, 600));
  await get(s, "/media/photo.jpg/320.webp");
  const file = join(folderOf(s, "renditions"), "photo.jpg", "320.webp");
  const before = statSync(file);
  const deps = { ...s.service.deps, renditions: openRenditionTurns(s.service.deps.runtime) };
  expect(await findRendition(deps, "photo.jpg", 320)).toMatchObject({ kind: "made", file: "photo.jpg/320.webp" });
  expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
});

test.each([
  ["no picture", "photo.jpg", () => Buffer.from("hello")],
  [
    "a drawing with the name of a photograph",
    "photo.png",
    () => Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
  ],
  ["a photograph that was cut off", "photo.jpg", async () => (await photograph(800, 600)).subarray(0, 20_000)],
  ["too many pixels", "photo.png", () => png(7_000, 6_000)],
  ["an animation", "photo.webp", () => animation(400, 400)],
])("%s is served as it is, for a minute, and tried once", async (what, name, content) => {
  const s = await shop();
  const bytes = await content();
  place(s, name, bytes);
  const lines: string[] = [];
  const log = createLog("products", "warn", { write: (line) => void lines.push(line) });
  Object.assign(s.service.deps, { log });
  for (const width of [320, 640, 640]) {
    const response = await get(s, `/media/${name}/${width}.webp`);
    expect([response.statusCode, response.headers["cache-control"]]).toEqual([200, "public, max-age=60"]);
    expect(response.rawPayload.equals(bytes)).toBe(true);
  }
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
    what === "an animation" ? [] : ["media: a rendition could not be made; the original is served"],
  );
  expect(made(s)).toEqual([]);
});

test.each(["drawing.svg", "moving.gif"])("%s has one address for every width", async (name) => {
  const s = await shop();
  place(s, name, "<svg/>");
  const { productId } = await attach(s, png(10, 10), "image/png");
  await s.service.deps.store.write("rename", async (tx) => {
    await tx.update(media).set({ file: name });
  });
  expect(await urlsOf(s, productId, ["", "(width: 320)"])).toEqual([`/media/${name}`, `/media/${name}`]);
  expect((await get(s, `/media/${name}/320.webp`)).statusCode).toBe(404);
});

test("a picture at another host has one address for every width", async () => {
  const s = await shop();
  const { productId } = await attach(s, png(10, 10), "image/png");
  const url = "https://cdn.example.com/a.png";
  await s.service.deps.store.write("rename", async (tx) => {
    await tx.update(media).set({ file: url });
  });
  expect(await urlsOf(s, productId, ["", "(width: 320)"])).toEqual([url, url]);
});

test("the renditions of a detached picture are deleted with it", async () => {
  const s = await shop();
  const { productId, mediaId } = await attach(s, await photograph(800, 600), "image/jpeg");
  const [url] = await urlsOf(s, productId, ["(width: 320)"]);
  expect((await get(s, url ?? "")).statusCode).toBe(200);
  expect(made(s)).toHaveLength(1);
  await change(s, "mediaDetach", { productId, mediaId });
  expect(made(s)).toEqual([]);
  expect((await get(s, url ?? "")).statusCode).toBe(404);
});

test("cleaning deletes renditions without an original, and old unfinished files", async () => {
  const s = await shop();
  for (const name of ["photo.jpg", "gone.jpg"]) place(s, name, await photograph(400, 300));
  for (const name of ["photo.jpg", "gone.jpg"]) await get(s, `/media/${name}/320.webp`);
  rmSync(join(folderOf(s, "media"), "gone.jpg"));
  const unfinished = join(folderOf(s, "renditions"), ".unfinished");
  mkdirSync(unfinished, { recursive: true });
  for (const [name, age] of [
    ["old", 2 * 60 * 60],
    ["new", 60],
  ] as const) {
    writeFileSync(join(unfinished, name), "");
    const at = s.runtime.now() / 1_000 - age;
    utimesSync(join(unfinished, name), at, at);
  }
  await cleanRenditions(s.service.deps);
  expect(made(s)).toEqual(["photo.jpg/320.webp"]);
  expect(readdirSync(unfinished)).toEqual(["new"]);
});
