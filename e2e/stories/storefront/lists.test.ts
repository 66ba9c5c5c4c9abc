/** Lists in a real browser, to their end: the last value of a filter finds its goods, and no place in a list leads to an outage. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

test("the last value of a long filter is chosen, and finds its goods", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await page.goto(`${origin}/collections/kitchen`);
  const group = page.getByRole("group", { name: "Colour" });
  expect(await group.getByRole("checkbox").count()).toBe(12);
  await group.getByText(/^Show all \d+$/).click();
  const box = group.getByRole("checkbox").last();
  const value = await box.getAttribute("value");
  const same = page.locator(`input[name="f.colour"][value="${value}"]`);
  await box.check();
  await page.getByRole("form", { name: "Filters" }).getByRole("button", { name: "Show" }).click();
  await page.waitForURL((url) => url.searchParams.get("f.colour") === value);
  expect(await page.getByRole("article").count()).toBeGreaterThan(0);
  expect([await same.isChecked(), await same.isVisible()]).toEqual([true, true]);
});

test("another currency on a further page of a sorted list begins the list anew, and made up places lead to its first page", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await page.goto(`${origin}/collections/kitchen?sort=price_asc`);
  await page.getByRole("link", { name: "Next page" }).click();
  await page.waitForURL(/after=/);
  await page.getByRole("contentinfo").getByRole("link", { name: "USD" }).click();
  await page.waitForURL(`${origin}/collections/kitchen?sort=price_asc&currency=USD`);
  expect(await page.getByRole("article").count()).toBe(24);
  for (const path of ["/collections/kitchen?after=x", "/collections?after=x", "/search?q=lamp&after=x"]) {
    const response = await page.goto(origin + path);
    expect([path, response?.status(), page.url().includes("after")]).toEqual([path, 200, false]);
  }
  for (const path of ["/search?q=%00", "/products/%E2%80%8B", "/collections/%E2%80%AE", "/products/%E2%80%8B/reviews"])
    expect([path, (await page.goto(origin + path))?.status()]).toEqual([path, 404]);
});

test("on a phone menu and filters open over the page without a script, products come first, and each filter is removed by itself", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  await page.goto(origin);
  const header = page.getByRole("banner");
  expect((await header.boundingBox())?.height).toBeLessThan(72);
  const link = header.getByRole("link", { name: "Kitchen & Galley" });
  expect(await link.isVisible()).toBe(false);
  await header.getByRole("button", { name: "Collections" }).click();
  await link.click();
  await page.waitForURL(`${origin}/collections/kitchen`);
  const card = page.getByRole("article").first();
  const top = async () => (await card.boundingBox())?.y ?? Number.NaN;
  expect(await top()).toBeLessThan(844 / 2);
  const form = page.getByRole("form", { name: "Filters" });
  expect(await form.isVisible()).toBe(false);
  await page.getByRole("button", { name: "Filter and sort" }).click();
  await form.getByRole("checkbox", { name: "Navy" }).check();
  await form.getByRole("checkbox", { name: "In stock only" }).check();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Filter and sort" }).click();
  await form.getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/stock=1/);
  expect(await top()).toBeLessThan(844);
  await page.getByRole("link", { name: "Remove the filter: Navy" }).click();
  await page.waitForURL((url) => url.searchParams.get("stock") === "1" && !url.searchParams.has("f.colour"));
  await page.getByRole("link", { name: "Remove filters" }).click();
  await page.waitForURL(`${origin}/collections/kitchen`);
});
