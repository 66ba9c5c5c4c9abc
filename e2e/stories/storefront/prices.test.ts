/** Prices on the product page in a real browser: a reduction with its 30 days, and the costs of shipping, also without orders. */
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

/** The countries of the requests for the costs of shipping, in their order. */
function watchEstimates(page: Page): unknown[] {
  const countries: unknown[] = [];
  page.on("request", (request) => {
    const body = request.postData() ?? "";
    if (body.includes("StorefrontShippingEstimate")) countries.push(JSON.parse(body).variables.country);
  });
  return countries;
}

async function openReduced(): Promise<Page> {
  const page = await storefront.openPage();
  await page.goto(`${storefront.origin}/products/pancake-iron`);
  const estimate = page.getByText("Shipping costs and times");
  // A page of the first moment does not know the country of the shop yet.
  while (!(await estimate.isVisible())) await page.reload();
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  return page;
}

test("a reduced price has the lowest one of 30 days beside it, and shipping is asked for by the press", async () => {
  const page = await openReduced();
  const countries = watchEstimates(page);
  await page.getByText("Lowest price of the last 30 days: €42.00").waitFor();
  expect(await page.locator('script[type="application/ld+json"]').count()).toBe(1);
  expect(countries).toEqual([]);
  await page.getByText("Shipping costs and times").click();
  await page.getByText("€5.90", { exact: true }).waitFor();
  expect(countries).toEqual(["DE"]);
  await page.getByLabel("Country").selectOption({ label: "Austria" });
  await expect.poll(() => countries).toEqual(["DE", "AT"]);
  await page.getByText("working days").first().waitFor();
});

test("while orders is away the costs of shipping say so, and a further press asks again", async () => {
  const { shop } = storefront;
  const page = await openReduced();
  await shop.kill("orders");
  await page.getByText("Shipping costs and times").click();
  await page.getByText("Shipping costs cannot be told at the moment.").waitFor();
  await shop.start("orders");
  await expect
    .poll(
      async () => {
        const again = page.getByRole("button", { name: "Try again" });
        if (await again.isVisible()) await again.click();
        return page.getByText("€5.90", { exact: true }).isVisible();
      },
      { interval: 1_000 },
    )
    .toBe(true);
});
