/** Purchases in a real browser on real processes: from the home page to the order, and what happens to its money. */
import { gzipSync } from "node:zlib";
import { eventually } from "@hansa/client/polling";
import { afterEach, beforeAll, expect, test } from "vitest";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { purchasesOf } from "../support/purchases.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const boughtOnce = { orders: 1, units: 1, charges: 1 };

test("a visitor goes from the home page to the order, follows the mail, and withdraws", async () => {
  const { origin, openPage, shop } = storefront;
  const page = await openPage();
  const main = page.getByRole("main");
  // A storefront that has just started asks whether the shop has a home page.
  await eventually("the home page", async () => {
    await page.goto(origin);
    return (await main.getByRole("heading", { level: 1, name: "Made for rough weather" }).count()) === 1 || undefined;
  });
  expect(await main.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
    "Best sellers",
    "A lamp that stays lit",
  ]);
  expect(await main.getByRole("article").count()).toBe(6);
  expect(await main.locator("section > img").count()).toBe(2);
  await main.getByText("30 days to return").waitFor();
  await main.getByRole("link", { name: "Kitchen & Galley" }).click();
  await page.getByRole("link", { name: "Tidemark Mug" }).click();
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "Go to cart" }).click();
  await page.getByRole("heading", { name: /Tidemark Mug/ }).waitFor();
  await prepareCheckout(page, origin);
  await order(page);
  const number = await awaitOrder(page);
  expect(await page.getByRole("link", { name: "Cart", exact: true }).count()).toBe(1);
  expect(purchasesOf(storefront, guest.email)).toEqual(boughtOnce);

  const mail = await findEmail(shop, guest.email, `Your order ${number} is confirmed`);
  const [link = ""] = new RegExp(`${origin}/orders/\\S+`).exec(mail) ?? [];
  const elsewhere = await openPage();
  await elsewhere.goto(link);
  await elsewhere.getByText("Grace Hopper").waitFor();
  expect(elsewhere.url()).toBe(`${origin}/orders/${number}`);
  await elsewhere.getByRole("link", { name: "Withdraw from contract here" }).first().click();
  await elsewhere.getByLabel("Units of").first().waitFor();
  await elsewhere.getByRole("button", { name: "Confirm withdrawal" }).click();
  await elsewhere.getByText("Your withdrawal was received.").waitFor();
  await elsewhere.getByRole("link", { name: "To the order" }).click();
  await elsewhere.getByText("Money was refunded.").waitFor();
});

test("a declined card, a second step that is finished after a reload, and a double press lead to one order", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "hamilton@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, person);
  await order(page, "tok_declined");
  await page.getByText("The card was declined. Nothing was charged").waitFor();
  await page.getByLabel("Test card").fill("tok_second_step");
  await page.getByRole("button", { name: "Order with obligation to pay" }).dblclick();
  await page.getByText("Your bank asks for a confirmation.").waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Confirm the test payment" }).click();
  await awaitOrder(page);
  expect(purchasesOf(storefront, person.email)).toEqual(boughtOnce);
});

test("the same checkout in two tabs is paid once, and both lead to the order", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "johnson@hansa.example" };
  const first = await openPage();
  await addProduct(first, origin, "tidemark-mug");
  await prepareCheckout(first, origin, person);
  const second = await first.context().newPage();
  await second.goto(`${origin}/checkout`);
  await second.getByLabel("Test card").waitFor();
  await Promise.all([order(first), order(second)]);
  const [number, other] = await Promise.all([awaitOrder(first), awaitOrder(second)]);
  expect(other).toBe(number);
  expect(purchasesOf(storefront, person.email)).toEqual(boughtOnce);
});

test("orders is killed while the order is placed: it comes back, and there is one order and one payment", async () => {
  const { origin, openPage, shop } = storefront;
  const person = { ...guest, email: "clarke@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, person);
  // The provider takes three seconds, in which orders goes away.
  await order(page, "tok_slow");
  await shop.kill("orders");
  await page.waitForTimeout(4_000);
  await shop.start("orders");
  await eventually("the page leads to the order", async () => {
    if (page.url().includes("/orders/")) return true;
    const button = page.getByRole("button", { name: /Order with obligation to pay|Try again/ });
    // It may leave the page between two looks.
    const isEnabled = () => button.first().isEnabled({ timeout: 2_000 });
    if ((await button.count()) > 0 && (await isEnabled().catch(() => false)))
      await button
        .first()
        .click({ timeout: 2_000 })
        .catch(() => undefined);
    return undefined;
  });
  await awaitOrder(page);
  expect(purchasesOf(storefront, person.email)).toEqual(boughtOnce);
});

test("without scripts a visitor browses, filters and searches, and is told where scripts are needed", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ javaScriptEnabled: false });
  await page.goto(`${origin}/collections/kitchen`);
  const all = await page.getByRole("listitem").count();
  await page.getByRole("checkbox", { name: "Navy" }).check();
  await page.getByRole("button", { name: "Show" }).click();
  expect(new URL(page.url()).searchParams.get("f.colour")).toBe("navy");
  expect(await page.getByRole("listitem").count()).toBeLessThan(all);
  await page.getByRole("combobox", { name: "Search the shop" }).fill("lamp");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "Chart Table Lamp" }).click();
  await page.getByRole("heading", { name: "Chart Table Lamp" }).waitFor();
  await page.getByRole("button", { name: "Add to cart" }).click();
  expect(page.url()).toMatch(/\/cart\?.*add=var_/);
  expect(await page.locator("noscript").innerText()).toContain("This page needs JavaScript.");
});

test("suggestions have picture and price, lead to a product by the keyboard, and the field searches when none is marked", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.postData()?.includes("StorefrontSuggestions")) asked.push(request.postData() ?? "");
  });
  await page.goto(`${origin}/?currency=USD`);
  expect(await page.locator("[data-island=search-field][data-started]").count()).toBe(0);
  const field = page.getByRole("combobox", { name: "Search the shop" });
  await field.pressSequentially("t");
  await page.locator("[data-island=search-field][data-started]").waitFor();
  // Longer than the pause after which suggestions are looked for.
  await page.waitForTimeout(400);
  await field.pressSequentially("idemark m");
  const option = page.getByRole("option", { name: /^Tidemark Mug from \$[\d.]+$/ });
  await option.waitFor();
  expect(await option.locator("img").count()).toBe(1);
  expect(asked.filter((body) => JSON.parse(body).variables.prefix.length < 2)).toEqual([]);
  expect(await field.inputValue()).toBe("tidemark m");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?currency=USD&q=tidemark+m");
  await page.locator("[data-island=search-field][data-started]").waitFor();
  await field.press("End");
  await field.pressSequentially("u");
  await page.getByRole("option", { name: "Tidemark Mug" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/products/tidemark-mug?currency=USD");
});

test("German pages keep their language and the chosen currency through all links", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await page.goto(`${origin}/de?currency=USD`);
  expect(await page.locator("html").getAttribute("lang")).toBe("de");
  await page.getByRole("link", { name: "Kitchen & Galley" }).first().click();
  await page.getByRole("link", { name: "Tidemark Mug" }).click();
  await page.getByRole("button", { name: "In den Warenkorb" }).waitFor();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/de/products/tidemark-mug?currency=USD");
  expect(await page.getByText("$").count()).toBeGreaterThan(0);
});

test.each(["/", "/collections/kitchen", "/products/tidemark-mug", "/de/search?q=lampe", "/cart", "/checkout"])(
  "the document of %s has at most 12 kB, compressed",
  async (path) => {
    const response = await fetch(storefront.origin + path);
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain("</html>");
    expect(gzipSync(html).length).toBeLessThan(12_000);
  },
);
