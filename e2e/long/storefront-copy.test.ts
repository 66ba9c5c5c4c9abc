/** The storefront as a developer copies it: both of its folders, elsewhere without the rest of the repository, compile, sell, and serve edits. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type OwnedProgram, startOwned } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownEnvironment } from "../../cli/host/processes/own-environment.ts";
import { findFreePorts } from "../../cli/host/processes/ports.ts";
import { root } from "../../cli/host/shop.mjs";
import { sharedBrowser } from "../stories/support/browser.ts";
import { addProduct, awaitOrder, order, prepareCheckout } from "../stories/support/shopper.ts";
import { openStorefront, type StorefrontShop } from "../stories/support/storefront.ts";

const folders = ["apps/storefront", "packages/front"];
const made = new Set(["node_modules", "dist", "generated"]);

const copy = mkdtempSync(path.join(tmpdir(), "hansa-copy-"));
const cwd = path.join(copy, "apps/storefront");
let storefront: StorefrontShop;
let development: OwnedProgram | undefined;

beforeAll(() => {
  for (const folder of folders)
    cpSync(path.join(root, folder), path.join(copy, folder), {
      recursive: true,
      filter: (source) => !made.has(path.basename(source)),
    });
  writeFileSync(path.join(copy, "package.json"), JSON.stringify({ private: true, workspaces: folders }));
  linkPackages();
});
afterAll(async () => {
  await development?.stop("SIGINT");
  await storefront?.stop();
  rmSync(copy, { recursive: true, force: true });
});

/** Runs a script of the copy, with the schema of the repository; development has that of the running shop. */
function run(...script: readonly string[]): Promise<{ stdout: string }> {
  const env = { ...process.env, HANSA_SCHEMA: path.join(root, "router/client") };
  return promisify(execFile)("npm", ["run", ...script], { cwd, env });
}

test("a copy has no types of its operations before it generates them; then it compiles, and its tests of what is pure pass", async () => {
  await expect(run("typecheck")).rejects.toMatchObject({ stdout: expect.stringContaining("generated/index.ts") });
  await run("codegen");
  await run("typecheck");
  await run("test", "--", "test/shop");
});

test("it builds and sells", async () => {
  await run("build");
  expect(readdirSync(path.join(cwd, "dist"))).toEqual(["client", "server"]);

  storefront = await openStorefront({ folder: cwd });
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin);
  await order(page);
  const number = await awaitOrder(page);
  expect(storefront.rows("orders", `SELECT number FROM orders WHERE number = '${number}'`)).toHaveLength(1);
  await storefront.closePages();
});

test("in development an edit of an island replaces it in the document, and one of a page loads that again; faults are told until they are mended", async () => {
  const port = await findFreePorts(31_000);
  const { origin } = storefront;
  const settings = { HANSA_PORT: String(port), HANSA_GRAPH_URL: `${origin}/graphql/public`, HANSA_SCHEMA: origin };
  development = startOwned(process.execPath, ["dev/main.ts"], { cwd, env: { ...ownEnvironment(), ...settings } });
  const { printed } = development;
  await printed("from its sources");

  const page = await (await sharedBrowser()).newPage();
  const shows = (text: string) => page.getByText(text).waitFor();
  await page.goto(`http://127.0.0.1:${port + 9}/cart`);
  await shows("Your cart is empty.");
  const isSame = () => page.evaluate("document.documentElement.dataset.isSame === 'true'");
  await page.evaluate("document.documentElement.dataset.isSame = 'true'");

  edit("pages/cart/islands/cart-view.tsx", "{texts.empty}", "{texts.empty} Edited.");
  await shows("Your cart is empty. Edited.");
  expect(await isSame()).toBe(true);

  const restore = edit("pages/cart/page.tsx", "<h1 ", '<h1 title="edited" ');
  await page.getByTitle("edited").waitFor();
  expect(await isSame()).toBe(false);

  restore();
  const mend = edit("pages/cart/page.tsx", "export const", "export konst");
  await printed(/pages\/cart\/page\.tsx:\d+/);
  await shows("konst");
  mend();
  await shows("Your cart is empty. Edited.");

  const correct = edit("server/shop-facts.ts", "pricesIncludeTax\n", "pricesIncludeTax nameless\n");
  await printed('Cannot query field "nameless"');
  correct();
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${port + 9}/cart`)).status).toBe(200);
  await page.close();
});

/** Edits a file of the copy; the result restores it. */
function edit(file: string, before: string, after: string): () => void {
  const name = path.join(cwd, file);
  const original = readFileSync(name, "utf8");
  expect(original).toContain(before);
  writeFileSync(name, original.replace(before, after));
  return () => writeFileSync(name, original);
}

/** In the place of `npm install`, which would ask a registry: the packages of others are where npm has put them, ours is the copied one. */
function linkPackages(): void {
  const modules = path.join(copy, "node_modules");
  mkdirSync(path.join(modules, "@hansa"), { recursive: true });
  for (const name of readdirSync(path.join(root, "node_modules"))) {
    if (name !== "@hansa" && name !== ".cache")
      symlinkSync(path.join(root, "node_modules", name), path.join(modules, name));
  }
  symlinkSync(path.join(copy, "packages/front"), path.join(modules, "@hansa/front"));
}
