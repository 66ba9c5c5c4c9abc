/** `npm run picture -w @hansa/e2e`: starts a demo shop and takes the README's pictures: a page of the shop, and the playground with a plan. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { never } from "@hansa/client/polling";
import { defineCommand, runCommand } from "@hansa/kit/command-line";
import type { Page } from "playwright-core";
import { root } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";
import { openBrowser } from "../stories/support/browser.ts";
import { inDemoShop } from "../stories/support/demo-shop.ts";

/** The pictures, and how each is taken at the shop's address. */
const pictures = {
  "docs/pictures/storefront.png": takeStorefront,
  "docs/pictures/playground.png": takePlayground,
};
/** Everybody who opens the README loads the pictures. */
const maxBytes = 150_000;

const command = defineCommand(
  "picture",
  `Starts a demo shop of its own, opens its pages in Chromium and writes ${Object.keys(pictures).join(" and ")}.`,
);

await runCommand(command, () =>
  inDemoShop(async (shop) => {
    for (const [picture, take] of Object.entries(pictures)) {
      const taken = await takePicture(shop, take);
      if (taken.length > maxBytes)
        throw new Error(`${picture} has ${taken.length} bytes, at most ${maxBytes} are wanted`);
      writeFileSync(path.join(root, picture), taken);
      say(`${picture}: ${taken.length} bytes`);
    }
    return 0;
  }),
);

async function takePicture(shop: string, take: (page: Page, shop: string) => Promise<void>): Promise<Buffer> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 680 }, colorScheme: "light" });
    page.setDefaultTimeout(never.ofProcesses);
    await take(page, shop);
    return await page.screenshot();
  } finally {
    await browser.close();
  }
}

/** Products of a collection, with their pictures. */
async function takeStorefront(page: Page, shop: string): Promise<void> {
  await page.goto(`${shop}/collections/kitchen`, { waitUntil: "networkidle" });
  await page.getByRole("link", { name: "Tidemark Mug" }).waitFor();
}

/** The playground with a response and the plan of its operation. */
async function takePlayground(page: Page, shop: string): Promise<void> {
  await page.goto(`${shop}/playground`);
  for (const editor of [".graphiql-query-editor", ".graphiql-editor-tool", ".result-window"])
    await page.locator(`${editor} .monaco-editor`).first().waitFor({ state: "attached" });
  // The first requests of a process are slow: the picture shows the times of a later one.
  for (let count = 0; count < 10; count += 1) {
    const result = page.waitForResponse(
      (response) => response.request().postData()?.includes("Q01_ProductPage") ?? false,
    );
    await page.getByRole("button", { name: /Execute query/ }).click();
    await (await result).finished();
  }
  await page.mouse.move(0, 0);
  await page.getByRole("region", { name: "Query plan" }).waitFor();
  await page.locator(".result-window").getByText('"title"').first().waitFor();
  // The colours of the response follow its text.
  await page.waitForTimeout(1_000);
}
