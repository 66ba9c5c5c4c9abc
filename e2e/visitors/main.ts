/**
 * Visitors of a shop, for the rolling restart of the lab: until its input ends they open pages in a browser, at each address in turn, and use them.
 * The last line is one JSON object, with the pages that were opened and those of which a part never started.
 */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { never } from "@hansa/client/polling";
import { Argument, defineCommand, runCommand } from "@hansa/kit/command-line";
import type { Locator, Page } from "playwright-core";
import { say } from "../../cli/host/terminal.mjs";
import { openBrowser } from "../stories/support/browser.ts";

const visitors = 2;
const slug = "tidemark-mug";

/** A document that is still loading, islands that have not started, and styles that have not come. */
const deadParts = `[
  ...(document.readyState === "complete" ? [] : ["document"]),
  ...[...document.querySelectorAll("[data-island]:not([data-started], [data-waits])")].map((each) => each.dataset.island),
  ...(document.styleSheets[0]?.cssRules.length > 0 ? [] : ["styles"]),
].join(", ")`;
/** A page on a busy machine starts, and shows the result of a press, within this time. */
const startWithinMs = 30_000;
const pollMs = 100;

const command = defineCommand(
  "visitors",
  "Opens and uses pages of a shop until its input ends.",
  "node e2e/visitors/main.ts",
).addArgument(new Argument("<origin...>", "addresses of the shop"));

await runCommand(command, async (_values, origins) => {
  const browser = await openBrowser();
  const dead: string[] = [];
  let opened = 0;
  let isOver = false;
  const ended = once(process.stdin.resume(), "end").then(() => {
    isOver = true;
  });

  /** Opens a page, and waits until all of it has started: a document may load itself again meanwhile. */
  async function open(page: Page, url: string): Promise<void> {
    await page.goto(url);
    opened += 1;
    const deadline = performance.now() + startWithinMs;
    for (;;) {
      const found = await page.evaluate(deadParts).catch(() => "no document");
      if (found === "") return;
      if (performance.now() > deadline) return void dead.push(`${url}: ${found}`);
      await pause(pollMs);
    }
  }

  /** Expects something on the page after a press. */
  async function expectShown(page: Page, shown: Locator): Promise<void> {
    const text = () => page.locator("main").innerText();
    await shown.waitFor({ timeout: startWithinMs }).catch(async () => {
      dead.push(`${page.url()}: not shown: ${shown}: ${(await text()).slice(0, 300)}`);
    });
  }

  async function visit(visitor: number): Promise<void> {
    for (let turn = visitor; !isOver; turn += 1) {
      const origin = origins[turn % origins.length] ?? "";
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      page.setDefaultTimeout(never.ofProcesses);
      await open(page, `${origin}/products/${slug}`);
      await page.locator("main button[type=submit]").click();
      await expectShown(page, page.getByText("is in your cart"));
      await open(page, `${origin}/cart`);
      await expectShown(page, page.getByRole("button", { name: "To checkout" }));
      await open(page, `${origin}/account/sign-in`);
      await context.close();
    }
  }

  try {
    await Promise.all([ended, ...Array.from({ length: visitors }, (_each, visitor) => visit(visitor))]);
  } finally {
    await browser.close();
  }
  say(JSON.stringify({ opened, dead }));
  return 0;
});
