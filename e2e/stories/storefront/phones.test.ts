/** Pages on narrow windows in a real browser: the sum before the press that orders, what can be done before what has happened, and no long word that widens a page. */
import { demoAccount } from "@hansa/client/demo-accounts";
import type { Page, Route } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "../support/account.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const phone = { width: 390, height: 844 };

type Locator = ReturnType<Page["locator"]>;

async function boxOf(part: Locator) {
  const box = await part.first().boundingBox();
  if (box === null) throw new Error("it is not shown");
  return { top: box.y, bottom: box.y + box.height };
}

/** The most pixels between the total and the press: the links to the terms stand there. */
const nearby = 150;

/** The number of sums before the press that orders, in the order of the document. */
const sumsBeforePress = `(() => {
  const press = document.querySelector("button[form=payment]");
  return [...document.querySelectorAll("main dl")].filter((sum) => sum.compareDocumentPosition(press) & 4).length;
})()`;

test("the total is in sight, goods, shipping and total stand directly above the press that orders, in both languages", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ viewport: phone });
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, { ...guest, email: "phone@hansa.example" });
  for (const { path, press, goods, shipping, total } of [
    {
      path: "/checkout",
      press: "Order with obligation to pay",
      goods: "Your order",
      shipping: "Shipping",
      total: "Total",
    },
    {
      path: "/de/checkout",
      press: "Zahlungspflichtig bestellen",
      goods: "Ihre Bestellung",
      shipping: "Versand",
      total: "Gesamtsumme",
    },
  ]) {
    await page.goto(origin + path);
    const button = page.getByRole("button", { name: press });
    await button.waitFor();
    const summary = page.getByRole("region", { name: goods });
    for (const width of [phone.width, 820]) {
      await page.setViewportSize({ width, height: 1_180 });
      const pressed = await boxOf(button);
      const parts = [
        summary.getByText("Tidemark Mug"),
        summary.getByText(shipping, { exact: true }),
        summary.getByText(total, { exact: true }),
      ];
      const [mug, sent, sum] = await Promise.all(parts.map(boxOf));
      expect([mug?.bottom, sent?.bottom, sum?.bottom].every((bottom) => Number(bottom) < pressed.top)).toBe(true);
      const whole = await boxOf(summary);
      expect(pressed.top - whole.bottom).toBeLessThan(nearby);
      expect(whole.top).toBeGreaterThan((await boxOf(page.locator("form#payment"))).bottom);
    }
    const bar = page.locator(".sum-bar");
    expect((await boxOf(bar)).top).toBeGreaterThanOrEqual(0);
    expect(await summary.innerText()).toContain((await bar.innerText()).split("\n").at(-1));
    // Screen readers meet them in the same order.
    expect(await page.evaluate(sumsBeforePress)).toBe(1);
  }
  await page.setViewportSize(phone);
  await page.goto(`${origin}/checkout`);
  const step = page.getByRole("list", { name: "Steps of your order" }).locator("[aria-current=step]");
  expect(await step.innerText()).toContain("Payment");
  expect(await page.getByRole("banner").getByRole("link").count()).toBe(2);
  await order(page);
  await awaitOrder(page);
  await page.getByText("Thank you for your order.").waitFor();
  const goods = page.getByRole("main").getByRole("link", { name: /Tidemark Mug/ });
  expect(await goods.getAttribute("href")).toMatch(/^\/products\/tidemark-mug\?variant=TOR-/);
  const history = page.getByRole("heading", { name: "History" });
  expect((await boxOf(page.getByRole("button", { name: "Cancel the order" }))).bottom).toBeLessThan(
    (await boxOf(history)).top,
  );
});

const longName = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".padEnd(120, "m");
const longEmail = `${"grace".repeat(12).slice(1)}@${"hopper".repeat(3)}.example`;

/** Names in what the shop answers, in pages and by the graph, become long ones. */
async function lengthenNames(route: Route): Promise<void> {
  const response = await route.fetch();
  const text = (await response.text()).replaceAll(
    /Tidemark Mug|Hopper|Brandis|Kitchen &amp; Galley|Standard/g,
    longName,
  );
  await route.fulfill({ response, body: text });
}

async function expectNarrow(page: Page, name: string): Promise<void> {
  const width = await page.evaluate("document.documentElement.scrollWidth");
  expect(Number(width), name).toBeLessThanOrEqual(320);
}

test("no page is wider than 320 pixels with names of 120 letters and an e-mail of 86", async () => {
  const { origin, openPage } = storefront;
  expect([longName.length, longEmail.length]).toEqual([120, 86]);
  const page = await openPage({ viewport: { width: 320, height: 700 } });
  for (const pattern of [`${origin}/**`]) {
    await page.route(pattern, (route) =>
      route.request().resourceType() === "document" || route.request().url().endsWith("/graphql/public")
        ? lengthenNames(route)
        : route.continue(),
    );
  }
  for (const path of [
    "/",
    "/collections",
    "/collections/kitchen",
    "/search?q=tidemark",
    `/search?q=${"m".repeat(100)}`,
  ]) {
    await page.goto(origin + path);
    await expectNarrow(page, path);
  }
  await addProduct(page, origin, "tidemark-mug");
  await expectNarrow(page, "product: added");
  await addProduct(page, origin, "chart-table-lamp");
  await page.goto(`${origin}/cart`);
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  await expectNarrow(page, "cart");
  await page.getByRole("button", { name: `Remove ${longName}` }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("It is in your cart.").waitFor();
  await expectNarrow(page, "cart: taken back");
  await prepareCheckout(page, origin, { ...guest, email: longEmail });
  await expectNarrow(page, "checkout");
  await order(page);
  await awaitOrder(page);
  await expectNarrow(page, "order");
  await page.goto(`${origin}/account/sign-in`);
  await signIn(page, demoAccount("CUSTOMER"));
  await page.waitForURL(`${origin}/account`);
  for (const path of ["/account", "/account/orders", "/account/addresses", "/account/settings"]) {
    await page.goto(origin + path);
    await page.getByText("is being loaded").waitFor({ state: "detached" });
    await expectNarrow(page, path);
  }
});
