/** The back office of a shop in a browser, as staff open it. */
import { type DemoRole, demoAccount } from "@hansa/client/demo-accounts";
import { never } from "@hansa/client/polling";
import type { BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { sharedBrowser } from "./browser.ts";
import { watchPage } from "./watched-page.ts";

export type Office = {
  shop: Shop;
  /** The address of its first page. */
  address: string;
  /** Opens an empty page of a person of its own. */
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** Closes all pages. Fails if one asked another host, broke the policy, logged an error or was refused by the graph. */
  closePages(): Promise<void>;
};

/** Before a person has signed in, while a service is away, and where an answer is lost. */
const expectedErrors = /Failed to load resource.*( 401 | 503 |net::ERR_(CONNECTION|EMPTY|FAILED))/;

/** The office of the shop that stories share. */
export async function sharedOffice(): Promise<Office> {
  return officeOf(await sharedShop());
}

/** The office of a shop, which ends without it. */
export async function officeOf(shop: Shop): Promise<Office> {
  const browser = await sharedBrowser();
  const origin = `http://127.0.0.1:${shop.port}`;
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    shop,
    address: `${origin}/admin`,
    openPage: async (options = {}) => {
      const usual = { viewport: { width: 1440, height: 900 }, locale: "en-GB" };
      const context = await browser.newContext({ ...usual, ...options });
      contexts.push(context);
      const page = await context.newPage();
      // A busy machine is no failure.
      page.setDefaultTimeout(never.ofProcesses);
      watchPage(page, { complaints, origins: [origin], expected: expectedErrors });
      // Pages ask only for what the role may read.
      page.on("response", async (response) => {
        if (!response.url().endsWith("/graphql")) return;
        const text = await response.text().catch(() => "");
        if (text.includes('"FORBIDDEN"')) complaints.push(`${page.url()} is refused: ${text}`);
      });
      return page;
    },
    closePages: async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      expect(complaints.splice(0)).toEqual([]);
    },
  };
}

/** Fills in and sends the form over the page. */
export async function signInStaffAt(page: Page, role: DemoRole): Promise<void> {
  const { email, password } = demoAccount(role);
  const form = page.getByRole("dialog", { name: "Sign in" });
  await form.getByLabel("E-mail").fill(email);
  await form.getByLabel("Password").fill(password);
  await form.getByRole("button", { name: "Sign in" }).click();
  await form.waitFor({ state: "hidden" });
}

/** Opens a page of the office, such as `/orders`, as staff. */
export async function openOffice(office: Office, role: DemoRole, path: string): Promise<Page> {
  const page = await office.openPage();
  await page.goto(`${office.address}${path}`);
  await signInStaffAt(page, role);
  return page;
}

/** Opens the list of all orders as staff, and waits for its rows. */
export async function openOrders(office: Office, role: DemoRole = "SUPPORT"): Promise<Page> {
  const page = await openOffice(office, role, "/orders");
  await rowsOf(page).first().waitFor();
  return page;
}

/** The rows of the list. */
export function rowsOf(page: Page): Locator {
  return page.locator("tbody tr");
}
