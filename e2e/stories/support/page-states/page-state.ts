/** A state of a page of the storefront, and the walks of a visitor that lead through all of them. */
import type { Page } from "playwright-core";
import type { StorefrontShop } from "../storefront.ts";

export type PageState = {
  /** The page and its state, such as `cart: code refused`. */
  name: string;
  page: Page;
};

/** A walk stops at each state until the caller has looked at it. */
export type Walk = (storefront: StorefrontShop) => AsyncGenerator<PageState>;

/** Waits until the island of this name has started. */
export async function awaitIsland(page: Page, name: string): Promise<void> {
  await page.locator(`[data-island=${name}][data-started]`).waitFor();
}
