/** Pages before their scripts have come, or without them: a form sends nothing, and what was typed and chosen counts once they are there. */
import { demoAccount } from "@hansa/client/demo-accounts";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { storedLines } from "../support/guest-entry.ts";
import { slowDown } from "../support/slow-line.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const secret = "a-password-of-mine";
const address = "ada.byron@hansa.example";

/** Pages with a form of an island: what a person types there, and the button that sends it. */
const forms: readonly { path: string; typed: Record<string, string>; button: string }[] = [
  { path: "/account/sign-in", typed: { email: address, password: secret }, button: "Sign in" },
  {
    path: "/account/register",
    typed: { name: "Ada Byron", email: address, password: secret },
    button: "Create an account",
  },
  { path: "/reset-password", typed: { email: address }, button: "Send the mail" },
  { path: "/withdrawal", typed: { number: "100001", email: address, lastName: "Byron" }, button: "Confirm withdrawal" },
];

async function type(page: Page, typed: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(typed)) await page.locator(`main input[name=${name}]`).fill(text);
}

test.each(forms)("without scripts, no press on $path sends a form or puts it into an address", async (form) => {
  const { origin, openPage } = storefront;
  const page = await openPage({ javaScriptEnabled: false });
  const asked: string[] = [];
  await page.goto(origin + form.path);
  page.on("request", (request) => asked.push(request.url()));
  await type(page, form.typed);
  await page.locator("main input").last().press("Enter");
  expect(await page.getByRole("main").getByRole("button", { name: form.button }).isDisabled()).toBe(true);
  expect(await page.locator("main form").getAttribute("method")).toBe("post");
  for (const [name, text] of Object.entries(form.typed))
    expect(await page.locator(`main input[name=${name}]`).inputValue()).toBe(text);
  expect([page.url(), asked]).toEqual([origin + form.path, []]);
});

test("an address with a secret in it is repeated by no link, and stored by no cache", async () => {
  const response = await fetch(`${storefront.origin}/account/sign-in?email=${address}&password=${secret}&return=/cart`);
  const html = await response.text();
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(html).toContain("return=%2Fcart");
  expect(html).not.toMatch(new RegExp(`${secret}|ada\\.byron`));
});

test("e-mail and password that were typed before the scripts came sign in with the first press", async () => {
  const { origin, openPage } = storefront;
  const { email, password } = demoAccount("CUSTOMER");
  const page = await openPage();
  await slowDown(page);
  await page.goto(`${origin}/account/sign-in`, { waitUntil: "commit" });
  await type(page, { email, password });
  expect(await page.locator("[data-island=sign-in-view][data-started]").count()).toBe(0);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Hello, Ada Brandis.").waitFor();
});

test("a declaration that was typed before the scripts came, and one that Back has brought again, are received as typed", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await slowDown(page);
  const typed = { number: "999999", email: "early@hansa.example", lastName: "Byron" };
  await page.goto(`${origin}/withdrawal`, { waitUntil: "commit" });
  await type(page, typed);
  await page.locator("[data-island=withdrawal-form][data-started]").waitFor();
  await page.getByRole("link", { name: "Cart", exact: true }).click();
  await page.getByText("Your cart is empty.").waitFor();
  await page.goBack();
  await page.locator("[data-island=withdrawal-form][data-started]").waitFor();
  for (const [name, text] of Object.entries(typed))
    expect(await page.locator(`main input[name=${name}]`).inputValue()).toBe(text);
  const [sent] = await Promise.all([
    page.waitForRequest((request) => Boolean(request.postData()?.includes("StorefrontWithdrawalDeclare"))),
    page.getByRole("button", { name: "Confirm withdrawal" }).click(),
  ]);
  expect(JSON.parse(sent.postData() ?? "").variables.input).toMatchObject({
    orderNumber: typed.number,
    email: typed.email,
    lastName: typed.lastName,
  });
  await page.getByText("Your withdrawal was received.").waitFor();
});

test("a variant and a quantity that were chosen before the scripts came are shown, said and put into the cart", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await slowDown(page);
  await page.goto(`${origin}/products/tidemark-mug`, { waitUntil: "commit" });
  await page.getByText("Oat", { exact: true }).click();
  await page.locator("#quantity").fill("3");
  expect(await page.locator("[data-island=buy-box][data-started]").count()).toBe(0);
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  expect(await page.getByRole("radio", { name: "Oat" }).isChecked()).toBe(true);
  const colourOf = (text: string) =>
    page.evaluate(
      `getComputedStyle([...document.querySelectorAll("label")].find(({ textContent }) => textContent.startsWith("${text}"))).backgroundColor`,
    );
  expect(await colourOf("Oat")).not.toBe(await colourOf("Kelp"));
  expect(await colourOf("Harbour blue")).toBe(await colourOf("Kelp"));
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByText("is in your cart").waitFor();
  const [line] = await storedLines(storefront, page);
  expect([line?.title, line?.quantity]).toEqual([expect.stringContaining("Oat"), 3]);
});

test("shipping costs that were opened before the scripts came are asked for once they are there", async () => {
  const page = await storefront.openPage();
  await slowDown(page);
  await page.goto(`${storefront.origin}/products/tidemark-mug`, { waitUntil: "commit" });
  const costs = page.locator("details", { hasText: "Shipping costs and times" });
  await costs.locator("summary").click();
  expect(await page.locator("[data-island=buy-box][data-started]").count()).toBe(0);
  await costs.getByRole("listitem").first().waitFor();
});

test("without scripts the chosen variant is the one that is bought, any of them", async () => {
  const { origin, openPage } = storefront;
  for (const glaze of ["Harbour blue", "Oat", "Kelp"]) {
    const page = await openPage({ javaScriptEnabled: false });
    await page.goto(`${origin}/products/tidemark-mug?currency=USD`);
    await page.getByText(glaze, { exact: true }).click();
    await page.locator("#quantity").fill("2");
    await page.getByRole("button", { name: "Add to cart" }).click();
    const { searchParams } = new URL(page.url());
    expect([searchParams.get("currency"), searchParams.get("quantity")]).toEqual(["USD", "2"]);
    const later = await openPage();
    await later.goto(page.url());
    await later.getByRole("button", { name: "Add the chosen product" }).click();
    await later.getByRole("heading", { name: new RegExp(glaze) }).waitFor();
    expect(new URL(later.url()).search).toBe("?currency=USD");
    expect((await storedLines(storefront, later)).map(({ quantity }) => quantity)).toEqual([2]);
  }
});

test("a search that was typed before the scripts came is the one that is made", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await slowDown(page);
  await page.goto(`${origin}/search`, { waitUntil: "commit" });
  await page.getByRole("combobox").fill("lamp");
  await page.locator("[data-island=search-field][data-started]").waitFor();
  expect(await page.getByRole("combobox").inputValue()).toBe("lamp");
  await page.getByRole("combobox").press("Enter");
  await page.waitForURL("**/search?q=lamp");
});
