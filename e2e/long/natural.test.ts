/** Visitors at human speed on a slow line, with scripts that come late: the shop has what they typed, chose and left for a moment. */
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { findEmail } from "../../cli/testing/mailbox.ts";
import { guest } from "../stories/support/shopper.ts";
import { slowDown } from "../stories/support/slow-line.ts";
import { type StorefrontShop, sharedStorefront } from "../stories/support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

/** Between two keys of a person, in milliseconds. */
const keyMs = 60;

const words = {
  "": {
    add: "Add to cart",
    toCart: "Go to cart",
    checkout: "To checkout",
    save: "Save and continue",
    order: "Order with obligation to pay",
    register: "Create an account",
    withdraw: "Confirm withdrawal",
    received: "Your withdrawal was received.",
  },
  "/de": {
    add: "In den Warenkorb",
    toCart: "Zum Warenkorb",
    checkout: "Zur Kasse",
    save: "Speichern und weiter",
    order: "Zahlungspflichtig bestellen",
    register: "Konto anlegen",
    withdraw: "Widerruf bestätigen",
    received: "Ihr Widerruf ist eingegangen.",
  },
} as const;

const walks = (["", "/de"] as const).flatMap((language) => [390, 1440].map((width) => ({ language, width })));

const orders = z.array(z.object({ number: z.string(), address: z.string(), title: z.string(), quantity: z.number() }));
const accounts = z.array(z.object({ name: z.string() }));

/** Types into a field as a person does, over what stands there. */
async function type(page: Page, name: string, text: string): Promise<void> {
  const field = page.locator(`main input[name="${name}"]`);
  await field.click();
  await field.press("ControlOrMeta+a");
  await field.pressSequentially(text, { delay: keyMs });
}

test.each(walks)("a purchase, a registration and a withdrawal on $language pages, $width pixels wide", async (walk) => {
  const { origin, openPage, rows, shop } = storefront;
  const { language, width } = walk;
  const texts = words[language];
  const pages = `${origin}${language}`;
  const person = { ...guest, email: `natural${width}${language.slice(1)}@hansa.example` };
  const page = await openPage({ viewport: { width, height: width < 500 ? 740 : 900 } });
  await slowDown(page);

  await page.goto(`${pages}/products/tidemark-mug`, { waitUntil: "commit" });
  await page.getByText("Kelp", { exact: true }).click();
  await type(page, "quantity", "2");
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  await page.getByRole("button", { name: texts.add }).click();
  await page.getByRole("link", { name: texts.toCart }).click();
  await page.getByRole("button", { name: texts.checkout }).click();
  await page.waitForURL("**/checkout");
  await page.locator("input[name=email]").waitFor();
  await type(page, "email", person.email);
  await type(page, "firstName", person.firstName);
  await type(page, "lastName", person.lastName);
  // To the cart for a moment, and back.
  await page.goBack();
  await page.getByRole("heading", { name: /Tidemark Mug/ }).waitFor();
  await page.goForward();
  await page.locator("input[name=line1]").waitFor();
  for (const name of ["line1", "postalCode", "city"] as const) await type(page, name, person[name]);
  await page.getByRole("button", { name: texts.save }).click();
  await page.locator("input[name=shipping]").first().check();
  await page.getByRole("button", { name: texts.order }).click();
  await page.waitForURL("**/orders/*");
  const find = () =>
    orders.parse(
      rows(
        "orders",
        `SELECT o.number, o.shipping_address AS address, l.title, l.quantity FROM orders o
         JOIN order_lines l ON l.order_id = o.id WHERE o.email = '${person.email}'`,
      ),
    );
  await expect.poll(() => find().length).toBe(1);
  const [order] = find();
  expect([order?.title, order?.quantity]).toEqual([expect.stringContaining("Kelp"), 2]);
  const { email: _email, ...address } = person;
  expect(JSON.parse(order?.address ?? "{}")).toMatchObject(address);

  const password = "twelfth-harbour-kite";
  const name = `Nora ${width}`;
  await page.goto(`${pages}/account/register`, { waitUntil: "commit" });
  await type(page, "name", name);
  await type(page, "email", person.email);
  await page.goto(`${pages}/search`);
  await page.goBack();
  await page.locator("[data-island=register-view][data-started]").waitFor();
  await type(page, "password", password);
  await page.getByRole("button", { name: texts.register }).click();
  const mail = await findEmail(shop, person.email, "/verify-email#token=");
  const [link = ""] = new RegExp(`${origin}\\S*/verify-email#token=\\S+`).exec(mail) ?? [];
  await page.goto(link);
  await type(page, "password", password);
  await page.locator("main button[type=submit]").click();
  const account = () =>
    accounts.parse(rows("users", `SELECT display_name AS name FROM users WHERE email = '${person.email}'`));
  await expect.poll(account).toEqual([{ name }]);

  const stranger = await openPage({ viewport: { width, height: 740 } });
  await slowDown(stranger);
  await stranger.goto(`${pages}/withdrawal`, { waitUntil: "commit" });
  await type(stranger, "number", order?.number ?? "");
  await type(stranger, "email", person.email);
  await type(stranger, "lastName", person.lastName);
  await stranger.getByRole("button", { name: texts.withdraw }).click();
  await stranger.getByText(texts.received).waitFor();
  await findEmail(shop, person.email, "/withdrawal/confirm");
});
