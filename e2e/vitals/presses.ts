/** The presses of a visitor on each measured page, and how long the page takes to show what they led to: its Interaction to Next Paint. */
import { eventually } from "@hansa/client/polling";
import type { Page } from "playwright-core";

export type Press = (page: Page) => Promise<void>;

/** Each page with what a visitor presses there first, without leaving it. */
export const presses: Readonly<Record<string, Press>> = {
  "/": (page) => page.getByRole("banner").getByRole("button", { name: "Collections" }).click(),
  "/collections/kitchen": pressFilter,
  "/products/tidemark-mug": async (page) => {
    await page.locator("fieldset label", { hasText: "Oat" }).click();
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("dialog").waitFor();
  },
  "/search?q=lamp": pressFilter,
  "/cart": (page) => page.getByRole("button", { name: "One more" }).first().click(),
  "/checkout": (page) => page.getByLabel("E-mail").pressSequentially("ada"),
  "/account/sign-in": (page) => page.getByRole("main").getByLabel("E-mail").pressSequentially("ada"),
};

async function pressFilter(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Filter and sort" }).click();
  await page.getByRole("checkbox").first().click();
}

/** Runs in the page before its scripts: the browser tells of interactions of 16 ms or more, and of the first one. */
export const noteInteractions = `
  globalThis.interactions = new Map();
  for (const options of [{ type: "event", durationThreshold: 16 }, { type: "first-input" }])
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries())
        if (interactionId > 0) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0));
    }).observe({ ...options, buffered: true });
`;

/** Presses, and answers with the longest time until a press is shown, in milliseconds. */
export async function measureInteractions(page: Page, press: Press): Promise<number> {
  await press(page);
  // The browser tells of an interaction after its picture.
  await page.waitForTimeout(300);
  const durations = await eventually("the browser has noted a press", async () => {
    const noted: unknown = await page.evaluate("[...interactions.values()]");
    return Array.isArray(noted) && noted.length > 0 ? noted.map(Number) : undefined;
  });
  return Math.max(...durations);
}
