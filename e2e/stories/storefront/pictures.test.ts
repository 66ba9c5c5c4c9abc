/** Pictures in a real browser on real processes: photographs in the width that a screen needs, and a gallery without scripts. */
import { randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { sendUntilAnswered } from "@hansa/client/retries";
import { signInStaff } from "@hansa/client/staff-desk";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { sendFile } from "../../../cli/commands/import/upload.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
/** Its own: its pictures change. */
const slug = "ropewalk-bowl";
beforeAll(async () => {
  storefront = await sharedStorefront();
  await attachPhotographs([
    [2400, 1600],
    [1800, 2400],
    [800, 800],
  ]);
});
afterEach(() => storefront.closePages());

const product = z.object({ product: z.object({ id: z.string() }) });
const attached = z.object({ mediaAttach: z.object({ __typename: z.literal("ProductSaved") }) });

/** Puts photographs of these sizes before the drawings of the bowl. */
async function attachPhotographs(sizes: readonly (readonly [number, number])[]): Promise<void> {
  const { shop, origin } = storefront;
  const as = await signInStaff(shop, "ADMIN");
  const staff = { origin, graph: { url: shop.url }, token: async () => as.token ?? "" };
  // A moment after users was away, a service cannot check the session of staff.
  const ask = (query: string, variables = {}) => sendUntilAnswered(shop, { query, variables, as });
  const { id: productId } = product.parse(await ask(`{ product(slug: "${slug}") { id } }`)).product;
  for (const [position, [width, height]] of sizes.entries()) {
    const file = path.join(tmpdir(), `${randomUUID()}.png`);
    writeFileSync(file, png(width, height));
    const uploadId = await sendFile(staff, file, "image/png");
    rmSync(file);
    const query = "mutation ($input: MediaAttachInput!) { mediaAttach(input: $input) { __typename } }";
    const input = { productId, uploadId, position, alt: `Photograph ${position + 1}` };
    attached.parse(await ask(query, { input }));
  }
}

/** A black picture of this size. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc((width + 1) * height));
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(data.length, 0);
  numbers.writeUInt32BE(crc32(body) >>> 0, 4);
  return Buffer.concat([numbers.subarray(0, 4), body, numbers.subarray(4)]);
}

const loadedPicture = z.object({ currentSrc: z.string(), naturalWidth: z.int().min(1) });

/** The file of the first picture with this alternative text, once it is loaded. */
async function loadedFile(page: Page, alt: string): Promise<string | undefined> {
  const read = await page
    .locator(`img[alt="${alt}"]`)
    .first()
    .evaluate((picture) => ({
      currentSrc: Reflect.get(picture, "currentSrc"),
      naturalWidth: Reflect.get(picture, "naturalWidth"),
    }));
  return loadedPicture.safeParse(read).data?.currentSrc.replace(/^.*\//, "");
}

/** The sum of all layout shifts of the document so far. */
const shifts = `new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 500);
})`;

test.each([
  ["a phone", { viewport: { width: 390, height: 844 } }, "640.webp"],
  ["a phone with a dense screen", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3 }, "1280.webp"],
  ["a desktop", { viewport: { width: 1440, height: 900 } }, "640.webp"],
  ["a desktop with a dense screen", { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 }, "1280.webp"],
])("%s loads the first photograph in its width, and nothing moves", async (_what, options, file) => {
  const { origin, openPage } = storefront;
  const page = await openPage(options);
  await page.goto(`${origin}/products/${slug}`);
  await expect.poll(() => loadedFile(page, "Photograph 1")).toBe(file);
  expect(await page.evaluate(shifts)).toBe(0);
});

test("the gallery shows the picture whose small one was chosen, by keyboard and without scripts", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ javaScriptEnabled: false });
  await page.goto(`${origin}/products/${slug}`);
  const region = page.getByRole("region", { name: "Pictures" });
  const left = async (number: number) => {
    const [picture, frame] = await Promise.all([
      page.locator(`#picture-${number}`).boundingBox(),
      region.boundingBox(),
    ]);
    return Math.round((picture?.x ?? Number.NaN) - (frame?.x ?? Number.NaN));
  };
  expect(await left(1)).toBe(0);
  expect(await left(3)).toBeGreaterThan(100);
  await region.getByRole("link", { name: "Show picture 3 of" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => left(3)).toBe(0);
  expect(page.url()).toBe(`${origin}/products/${slug}#picture-3`);
  await region.getByRole("link", { name: "Photograph 2" }).focus();
  await expect.poll(() => left(2)).toBe(0);
});

test("a press shows the picture large in a dialog, which Escape leaves; the page neither scrolls nor gets an entry of the history", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${origin}/products/${slug}`);
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  const before = await page.evaluate("history.length");
  const region = page.getByRole("region", { name: "Pictures" });
  await region.getByRole("link", { name: "Show picture 3 of" }).click();
  const row = region.getByRole("list").first();
  await expect.poll(() => row.evaluate((list) => Number(Reflect.get(list, "scrollLeft")))).toBeGreaterThan(300);
  await region.getByRole("link", { name: "Photograph 3" }).click();
  const dialog = page.getByRole("dialog", { name: "Pictures" });
  await dialog.getByText("Picture 3 of").waitFor();
  await dialog.getByRole("button", { name: "Next" }).click();
  await dialog.getByText("Picture 4 of").waitFor();
  await dialog.getByRole("button", { name: "Enlarge" }).click();
  expect(await dialog.getByRole("button", { name: "Enlarge" }).getAttribute("aria-pressed")).toBe("true");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  expect(await region.getByRole("link", { name: "Photograph 3" }).and(page.locator(":focus")).count()).toBe(1);
  expect([page.url(), await page.evaluate("history.length")]).toEqual([`${origin}/products/${slug}`, before]);
});

test("the picture follows the chosen variant", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  const shown = `(() => {
    const row = document.querySelector("#pictures ul");
    const edge = row.getBoundingClientRect().left;
    const item = [...row.children].find((each) => Math.abs(each.getBoundingClientRect().left - edge) < 2);
    return item.querySelector("a").getAttribute("href");
  })()`;
  await page.goto(`${origin}/products/chart-table-lamp`);
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  const usual = await page.evaluate(shown);
  await page.getByText("Brick", { exact: true }).click();
  await expect.poll(() => page.evaluate(shown)).not.toBe(usual);
  const followed = await page.evaluate(shown);
  await page.reload();
  expect(await page.evaluate(shown)).toBe(followed);
  // It has none of its own: that of the product is shown.
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  await page.getByText("Deep water", { exact: true }).click();
  await expect.poll(() => page.evaluate(shown)).toBe(usual);
});

test("every picture of the pages has a size, and all but the first wait until they come near", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  for (const target of ["/", "/collections/kitchen", `/products/${slug}`, "/search?q=mug"]) {
    await page.goto(`${origin}${target}`);
    const pictures = await page.locator("main img").evaluateAll((all) =>
      all.map((one) => ({
        hasSize: Number(one.getAttribute("width")) > 0 && Number(one.getAttribute("height")) > 0,
        hasAlt: one.hasAttribute("alt"),
        priority: one.getAttribute("fetchpriority"),
        loading: one.getAttribute("loading"),
      })),
    );
    expect(pictures.length, target).toBeGreaterThan(1);
    const rest = { hasSize: true, hasAlt: true, priority: null, loading: "lazy" };
    const first = { ...rest, priority: "high", loading: "eager" };
    expect(pictures, target).toEqual(pictures.map((_one, index) => (index === 0 ? first : rest)));
  }
});
