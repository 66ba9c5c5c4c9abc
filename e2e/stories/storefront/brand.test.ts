/** The brand of a shop in a real browser: an owner sets logo, icon and accent by the graph, and visitors see them in header and document. */
import { signIn } from "@hansa/client/buyer";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { perform } from "@hansa/client/mutation";
import { eventually } from "@hansa/client/polling";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());
// The next file's shop has no brand: its storefront starts without the facts of this one.
afterAll(() => storefront.killStorefront());

/** The paths of two pictures of products: a brand takes any below `/media/`. */
async function picturesOn(page: Page): Promise<[string, string]> {
  const cards = page.getByRole("article");
  const pathIn = async (index: number) => {
    const url = await cards.nth(index).locator("img").first().getAttribute("src");
    return new URL(url ?? "", storefront.origin).pathname;
  };
  return [await pathIn(0), await pathIn(1)];
}

test("logo, icon and accent that are set by the graph are in header and document of each page", async () => {
  const { origin, openPage, shop } = storefront;
  const page = await openPage();
  await page.goto(`${origin}/collections/kitchen`);
  const [logo, favicon] = await picturesOn(page);
  const admin = await signIn(shop, "ADMIN");
  await perform(shop, SettingsUpdateDocument, { logo, favicon, accentColor: "#1b5e3a" }, admin);
  // It would ask for the facts of the shop within a minute.
  await storefront.killStorefront();
  await storefront.startStorefront();
  const name = page.getByRole("banner").getByRole("link", { name: "Hansa", exact: true });
  const picture = name.getByRole("img");
  await eventually("the logo in the header", async () => {
    await page.goto(`${origin}/products/tidemark-mug`);
    return (await picture.count()) === 1 || undefined;
  });
  for (const path of ["/products/tidemark-mug", "/de/cart"]) {
    await page.goto(origin + path);
    expect(await picture.getAttribute("src")).toBe(logo);
    expect(await picture.getAttribute("alt")).toBe("Hansa");
    await expect.poll(() => page.evaluate(`document.querySelector(".logo").naturalWidth`)).toBeGreaterThan(0);
    expect(await page.locator("head link[rel=icon]").getAttribute("href")).toBe(favicon);
    expect(await page.locator("head meta[name=theme-color]").getAttribute("content")).toBe("#1b5e3a");
  }
  expect((await page.request.get(origin + favicon)).headers()["content-type"]).toMatch(/^image\//);
  await page.goto(`${origin}/products/tidemark-mug`);
  await page.getByRole("button", { name: "Add to cart" }).waitFor();
  const press = `document.querySelector("main button[type=submit]")`;
  expect(await page.evaluate(`getComputedStyle(${press}).backgroundColor`)).toBe("rgb(27, 94, 58)");
});
