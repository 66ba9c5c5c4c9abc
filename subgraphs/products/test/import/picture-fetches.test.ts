/** Pictures of an import at other hosts: fetched in the background within limits, else shown from their address with a note. */
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import type { PictureOrigin } from "../../src/providers/picture-origin.ts";
import { cleanFetchedPictures } from "../../src/service/import/pictures/fetches.ts";
import { importFile, type Job, jobOf, jsonLines } from "../support/imports.ts";
import { photograph } from "../support/photographs.ts";
import { startPictureHost } from "../support/picture-host.ts";
import { png } from "../support/pictures.ts";
import { manager, type Shop, shop } from "../support/shop.ts";

const minute = 60_000;
const host = "https://pictures.example";

const product = (images: readonly string[], handle = "tea") => ({
  type: "product",
  handle,
  title: handle,
  status: "ACTIVE",
  images: images.map((url) => ({ url, alt: "Leaves" })),
  variants: [{ sku: handle, image: images[0], prices: [{ currency: "EUR", amount: "4.50" }] }],
});

async function shopWith(origin: PictureOrigin): Promise<Shop> {
  const s = await shop();
  Object.assign(s.service.deps, { pictureOrigin: origin });
  return s;
}

const importLines = (s: Shop, lines: readonly object[], input: Record<string, unknown> = {}) =>
  importFile(s, jsonLines(lines), { format: "JSON_LINES", ...input });

const picture = z.object({ url: z.string(), alt: z.string(), width: z.int().nullable(), height: z.int().nullable() });
const shown = z.object({
  product: z.object({
    media: z.array(picture),
    variants: z.object({ nodes: z.array(z.object({ image: picture.nullable() })) }),
  }),
});

async function picturesOf(s: Shop, slug = "tea") {
  const fields = "url alt width height";
  const text = `query ($slug: String!) { product(slug: $slug) { media { ${fields} } variants(first: 5) { nodes { image { ${fields} } } } } }`;
  const { product } = shown.parse((await s.query(text, { slug }, manager)).data);
  return { media: product.media, image: product.variants.nodes[0]?.image };
}

const queued = (s: Shop) => s.rows("SELECT url, attempts FROM picture_fetches ORDER BY url");
const files = (s: Shop) => readdirSync(join(s.folder, "products", "media")).sort();
const notesOf = ({ notes }: Job) => notes.nodes.map(({ line, column, code }) => ({ line, column, code }));

test("a picture is shown from its address until it is fetched, and then from the shop, with its size", async () => {
  const content = await photograph(600, 400);
  const { origin, requests } = await startPictureHost((_request, response) => void response.end(content));
  const s = await shop();
  const url = `${host}/tea.jpg?v=1`;
  const job = await importLines(s, [product([url])]);
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsRefused: 0 });
  const before = { url, alt: "Leaves", width: null, height: null };
  expect(await picturesOf(s)).toEqual({ media: [before], image: before });
  Object.assign(s.service.deps, { pictureOrigin: origin });
  await s.runtime.advance(5 * minute);
  await s.service.runJobsOnce();
  expect(requests).toEqual(["pictures.example/tea.jpg?v=1"]);
  const after = {
    url: expect.stringMatching(/^\/media\/img_[0-9a-f]{32}\.jpg$/),
    alt: "Leaves",
    width: 600,
    height: 400,
  };
  const fetched = await picturesOf(s);
  expect(fetched).toEqual({ media: [after], image: after });
  const served = await s.service.internal.inject({ url: fetched.media[0]?.url ?? "" });
  expect(served.rawPayload.equals(content)).toBe(true);
  expect(await queued(s)).toEqual([]);
  expect((await jobOf(s, job.id)).notes.totalCount).toBe(0);
});

test("the same file imported again changes nothing, and fetches nothing", async () => {
  const { origin, requests } = await startPictureHost((_request, response) => void response.end(png(3, 2)));
  const s = await shopWith(origin);
  const lines = [product([`${host}/a.png`, `${host}/b.png`])];
  await importLines(s, lines);
  await s.service.runJobsOnce();
  const fetched = await picturesOf(s);
  expect(fetched.media.map(({ url }) => url.startsWith("/media/"))).toEqual([true, true]);
  expect(await importLines(s, lines)).toMatchObject({ productsChanged: 0, productsUnchanged: 1 });
  await s.service.runJobsOnce();
  expect(await picturesOf(s)).toEqual(fetched);
  expect(requests).toHaveLength(2);
});

test("a picture of two products is fetched once, and stays while one of them shows it", async () => {
  const { origin, requests } = await startPictureHost((_request, response) => void response.end(png(3, 2)));
  const s = await shopWith(origin);
  await importLines(s, [product([`${host}/a.png`], "one"), product([`${host}/a.png`], "two")]);
  await s.service.runJobsOnce();
  await importLines(s, [product([`${host}/a.png`], "three")]);
  await s.service.runJobsOnce();
  const urls = await Promise.all(
    ["one", "two", "three"].map(async (slug) => (await picturesOf(s, slug)).media[0]?.url),
  );
  expect(new Set(urls).size).toBe(1);
  expect(requests).toHaveLength(1);
  expect(files(s)).toHaveLength(1);
});

test("a dry run fetches nothing", async () => {
  const { origin, requests } = await startPictureHost((_request, response) => void response.end(png(3, 2)));
  const s = await shopWith(origin);
  await importLines(s, [product([`${host}/a.png`])], { dryRun: true });
  await s.service.runJobsOnce();
  expect([requests, await queued(s)]).toEqual([[], []]);
});

test.each([
  ["is too large by its length", "IMAGE_TOO_LARGE", { "content-length": String(21 * 1024 * 1024) }, 200],
  ["is a drawing", "IMAGE_TYPE", {}, 200],
  ["does not exist", "IMAGE_NOT_FOUND", {}, 404],
  ["is forbidden", "IMAGE_NOT_FOUND", {}, 403],
])("a picture that %s stays at its address, with a note at its line", async (_what, code, headers, status) => {
  const { origin, requests } = await startPictureHost((_request, response) => {
    response.writeHead(status, headers).end("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
  });
  const s = await shopWith(origin);
  const url = `${host}/a.png`;
  const { id } = await importLines(s, [{ type: "facet", code: "origin", label: "Origin", values: [] }, product([url])]);
  await s.service.runJobsOnce();
  const job = await jobOf(s, id);
  expect(notesOf(job)).toEqual([{ line: 2, column: "images", code }]);
  expect(job.notes.nodes[0]?.message).toContain(url);
  expect((await picturesOf(s)).media[0]?.url).toBe(url);
  await s.runtime.advance(24 * 60 * minute);
  await s.service.runJobsOnce();
  expect(requests).toHaveLength(1);
  expect([await queued(s), files(s)]).toEqual([[], []]);
});

test("a host that is away is tried again with back-off, and given up after ten attempts with a note", async () => {
  let isAway = true;
  const { origin, requests } = await startPictureHost((_request, response) => {
    response.writeHead(isAway ? 503 : 200).end(png(3, 2));
  });
  const s = await shopWith(origin);
  const { id } = await importLines(s, [product([`${host}/a.png`])]);
  await s.service.runJobsOnce();
  expect(await queued(s)).toEqual([{ url: `${host}/a.png`, attempts: 1 }]);
  await s.service.runJobsOnce();
  expect(requests).toHaveLength(1);
  isAway = false;
  await s.runtime.advance(2 * minute);
  await s.service.runJobsOnce();
  expect((await picturesOf(s)).media[0]).toMatchObject({ width: 3, height: 2 });

  isAway = true;
  const other = await importLines(s, [product([`${host}/b.png`], "other")]);
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await s.service.runJobsOnce();
    await s.runtime.advance(8 * 60 * minute);
  }
  expect(requests.filter((request) => request.endsWith("b.png"))).toHaveLength(10);
  expect(notesOf(await jobOf(s, other.id))).toEqual([{ line: 1, column: "images", code: "IMAGE_UNREACHABLE" }]);
  expect(await queued(s)).toEqual([]);
  expect((await jobOf(s, id)).notes.totalCount).toBe(0);
});

test("a picture that nothing shows any more is not fetched", async () => {
  const { origin, requests } = await startPictureHost((_request, response) => void response.end(png(3, 2)));
  const s = await shop();
  await importLines(s, [product([`${host}/a.png`])]);
  await importLines(s, [product([])]);
  Object.assign(s.service.deps, { pictureOrigin: origin });
  await s.runtime.advance(24 * 60 * minute);
  await s.service.runJobsOnce();
  expect([requests, await queued(s)]).toEqual([[], []]);
});

test("a fetched picture has renditions", async () => {
  const content = await photograph(600, 400);
  const { origin } = await startPictureHost((_request, response) => void response.end(content));
  const s = await shopWith(origin);
  await importLines(s, [product([`${host}/a.jpg`])]);
  await s.service.runJobsOnce();
  const { media } = await picturesOf(s);
  const response = await s.service.internal.inject({ url: `${media[0]?.url}/320.webp` });
  expect(response.headers["content-type"]).toBe("image/webp");
  expect(existsSync(join(s.folder, "products", "renditions", ".unfinished"))).toBe(true);
});

test("a fetched picture that an import replaced is deleted after an hour, and files of other origin stay", async () => {
  const { origin } = await startPictureHost((_request, response) => void response.end(png(3, 2)));
  const s = await shopWith(origin);
  await importLines(s, [product([`${host}/a.png`])]);
  await s.service.runJobsOnce();
  const [old = ""] = files(s);
  const folder = join(s.folder, "products", "media");
  writeFileSync(join(folder, "own.png"), png(3, 2));
  await importLines(s, [product([`${host}/b.png`])]);
  await s.service.runJobsOnce();
  expect(files(s)).toHaveLength(3);
  for (const [minutes, count] of [
    [59, 3],
    [61, 2],
  ] as const) {
    for (const file of files(s)) {
      const at = s.runtime.now() / 1_000 - minutes * 60;
      utimesSync(join(folder, file), at, at);
    }
    await cleanFetchedPictures(s.service.deps, new AbortController().signal);
    expect(files(s)).toHaveLength(count);
  }
  expect(files(s)).not.toContain(old);
  expect(files(s)).toContain("own.png");
});
