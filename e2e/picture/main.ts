/** `npm run picture -w @hansa/e2e`: starts a demo shop and takes the README's pictures: a page of the shop, and the playground with a plan. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineCommand, runCommand } from "@hansa/kit/command-line";
import type { Page } from "playwright-core";
import { ownEnvironment } from "../../cli/host/processes/own-environment.ts";
import { findFreePorts } from "../../cli/host/processes/ports.ts";
import { root } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";
import { openBrowser } from "../stories/support/browser.ts";

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

await runCommand(command, async () => {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-picture-"));
  const port = await findFreePorts(24_000);
  const shop = spawn(process.execPath, ["cli/start/main.ts"], {
    cwd: root,
    env: { ...ownEnvironment(), HANSA_PORT: String(port), HANSA_DATA: data, CI: "true" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(shop, "exit");
  try {
    await untilReady(shop);
    for (const [picture, take] of Object.entries(pictures)) {
      const taken = await takePicture(`http://127.0.0.1:${port}`, take);
      if (taken.length > maxBytes)
        throw new Error(`${picture} has ${taken.length} bytes, at most ${maxBytes} are wanted`);
      writeFileSync(path.join(root, picture), taken);
      say(`${picture}: ${taken.length} bytes`);
    }
  } finally {
    shop.kill("SIGINT");
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
  return 0;
});

/** Waits for the last line of the banner. */
function untilReady(shop: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = "";
    shop.stdout?.on("data", (text) => {
      printed += String(text);
      if (/^Hansa is ready/m.test(printed)) resolve();
    });
    shop.once("exit", () => reject(new Error(`the shop did not start:\n${printed}`)));
  });
}

async function takePicture(shop: string, take: (page: Page, shop: string) => Promise<void>): Promise<Buffer> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 680 }, colorScheme: "light" });
    page.setDefaultTimeout(120_000);
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
