/** Pages whose files do not come, or are those of another build: islands start whichever build is asked, or say that they have not. */
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eventually, never } from "@hansa/client/polling";
import { spawnOwned } from "@hansa/kit/testing";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { waitUntilReady } from "../../../cli/host/processes/health.ts";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { claimPorts } from "../../../cli/host/processes/ports.ts";
import { internalPort, storefront as program, publicPort } from "../../../cli/host/shop.mjs";
import { makeOtherBuild } from "../../../cli/testing/other-build.ts";
import { sharedBrowser } from "../support/browser.ts";
import { addProduct } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
let child: ChildProcess | undefined;
let context: BrowserContext;
/** A router that passes pages on to both builds. */
let between: { origin: string; stop(): Promise<void> };
const folder = mkdtempSync(path.join(tmpdir(), "hansa-builds-"));

beforeAll(async () => {
  storefront = await sharedStorefront();
  const { shop } = storefront;
  const claim = await claimPorts(23_000);
  child = spawnOwned(process.execPath, [makeOtherBuild(folder)], {
    env: {
      ...ownEnvironment(),
      HANSA_PORT: String(claim.port),
      HANSA_GRAPH_URL: shop.url,
      HANSA_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  await waitUntilReady({ name: "the other build", child, port: internalPort(program, claim.port) });
  const origins = [shop.port, claim.port].map((port) => `http://127.0.0.1:${publicPort(program, port)}`);
  const router = await shop.startSecondProcess("router", {
    HANSA_STOREFRONT_ORIGINS: origins.join(","),
    HANSA_REQUESTS_PER_MINUTE: "1000000",
  });
  between = {
    origin: `http://127.0.0.1:${router.port}`,
    stop: async () => {
      await router.stop();
      await claim.release();
    },
  };
  context = await (await sharedBrowser()).newContext();
});
afterEach(() => storefront.closePages());
afterAll(async () => {
  await context?.close();
  await between?.stop();
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** The islands of a page that have not started, and whether it has no styles. */
const deadParts = `[
  ...[...document.querySelectorAll("[data-island]:not([data-started], [data-waits])")].map((each) => each.dataset.island),
  ...(document.styleSheets[0]?.cssRules.length > 0 ? [] : ["styles"]),
]`;

async function awaitStart(page: Page): Promise<void> {
  await eventually("all islands have started", async () => {
    const dead = await page.evaluate(deadParts);
    return (Array.isArray(dead) && dead.length === 0) || undefined;
  });
}

test("of two builds behind one router, each opening of a page has its styles and starts, and what is pressed is done", async () => {
  const page = await context.newPage();
  page.setDefaultTimeout(never.ofProcesses);
  const builds = new Set<string>();
  for (const path of ["/products/tidemark-mug", "/cart", "/collections/kitchen"])
    for (let opening = 1; opening <= 10; opening += 1) {
      await page.goto(`${between.origin}${path}?opening=${opening}`);
      await awaitStart(page);
      expect(await page.getByText("A part of this page has not loaded.").isVisible()).toBe(false);
      builds.add((await page.locator("script[type=module]").getAttribute("src"))?.split("/")[2] ?? "");
    }
  expect(builds.size).toBe(2);
  await addProduct(page, between.origin, "tidemark-mug");
});

test("a script that never comes leaves words and a press after five seconds, without any script", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  let isHeld = true;
  await page.route("**/assets/**/*.js", (route) => (isHeld ? undefined : route.continue()));
  await page.goto(`${origin}/cart`, { waitUntil: "commit" });
  await page.getByText("A part of this page has not loaded.").waitFor();
  // Those that are held stay so: they would start the page before the press.
  isHeld = false;
  await page.getByRole("link", { name: "Load again" }).click();
  await page.getByText("Your cart is empty.").waitFor();
  expect(await page.getByText("A part of this page has not loaded.").isVisible()).toBe(false);
});

test("a script that is gone reloads the page once, and then says so with a press that loads it again", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  let documents = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) documents += 1;
  });
  await page.route("**/assets/**/cart-view*.js", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto(`${origin}/cart`);
  await page.getByText("A part of this page has not loaded.").waitFor();
  expect(documents).toBe(2);
  await page.unrouteAll();
  await page.getByRole("link", { name: "Load again" }).click();
  await page.getByText("Your cart is empty.").waitFor();
});

test("a script that is gone for a moment costs a reload, and what was typed stays", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  let refused = 0;
  await page.route("**/assets/**/withdrawal-form*.js", async (route) => {
    if (refused > 0) return route.continue();
    await page.locator("input[name=number]").fill("100001");
    refused += 1;
    return route.fulfill({ status: 404, body: "" });
  });
  await page.goto(`${origin}/withdrawal`);
  await page.locator("[data-island=withdrawal-form][data-started]").waitFor();
  expect([refused, await page.locator("input[name=number]").inputValue()]).toEqual([1, "100001"]);
});
