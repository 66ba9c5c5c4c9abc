/** Nothing moves while cart and checkout with goods are read, on a phone whose answers come late: the sum of layout shifts stays below 0.05. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { fillGuest, type Guest, guestEntry } from "../support/filled-cart.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

/** The sum of all layout shifts of the document so far. */
const shifts = `new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 500);
})`;

/** The shifts of a page, whose answer of the graph comes this late, in milliseconds. */
const lateMs = 400;

async function shiftsOf(path: string, guest: Guest, goods: string): Promise<number> {
  const { origin, openPage } = storefront;
  const page = await openPage({ viewport: { width: 390, height: 844 } });
  await page.addInitScript(`localStorage.setItem("${guestEntry}", ${JSON.stringify(JSON.stringify(guest))})`);
  await page.route("**/graphql/public", async (route) => {
    const response = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, lateMs));
    await route.fulfill({ response });
  });
  await page.goto(origin + path);
  await page.locator(goods).first().waitFor();
  return Number(await page.evaluate(shifts));
}

test.each([1, 20])(
  "with %s lines in the cart less than 0.05 moves on cart and checkout, in both languages",
  async (lines) => {
    const guest = await fillGuest({ url: storefront.shop.url }, lines);
    for (const prefix of ["", "/de"]) {
      expect(await shiftsOf(`${prefix}/cart`, guest, "main li input[type=number]")).toBeLessThan(0.05);
      expect(await shiftsOf(`${prefix}/checkout`, guest, "main input[name=email]")).toBeLessThan(0.05);
    }
  },
);
