/** The storefront as a developer copies it: both of its folders, built elsewhere without the rest of the repository, sell. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { generate } from "@graphql-codegen/cli";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";
import codegen from "../../codegen.ts";
import { addProduct, awaitOrder, order, prepareCheckout } from "../stories/support/shopper.ts";
import { openStorefront, type StorefrontShop } from "../stories/support/storefront.ts";

const folders = ["apps/storefront", "packages/front"];
const generated = "apps/storefront/generated/";
const made = new Set(["node_modules", "dist", "generated", "test"]);

const copy = mkdtempSync(path.join(tmpdir(), "hansa-copy-"));
let storefront: StorefrontShop | undefined;
beforeAll(async () => {
  for (const folder of folders)
    cpSync(path.join(root, folder), path.join(copy, folder), {
      recursive: true,
      filter: (source) => !made.has(path.basename(source)),
    });
  cpSync(path.join(root, "tsconfig.json"), path.join(copy, "tsconfig.json"));
  writeFileSync(path.join(copy, "package.json"), JSON.stringify({ type: "module", workspaces: folders }));
  linkDependencies();
  await generateDocuments();
});
afterAll(async () => {
  await storefront?.stop();
  rmSync(copy, { recursive: true, force: true });
});

test("a copy compiles, builds and sells", async () => {
  const cwd = path.join(copy, "apps/storefront");
  const run = (program: string, ...given: string[]) =>
    promisify(execFile)(process.execPath, [path.join(root, "node_modules", program), ...given], { cwd });
  await run("typescript/bin/tsc", "--incremental", "false");
  await run("vite/bin/vite.js", "build");
  await run("vite/bin/vite.js", "build", "--ssr");
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

/** The packages of others are where npm has put them; of our own only the copied one is there. */
function linkDependencies(): void {
  const modules = path.join(copy, "node_modules");
  mkdirSync(path.join(modules, "@hansa"), { recursive: true });
  for (const name of readdirSync(path.join(root, "node_modules"))) {
    if (name !== "@hansa" && !name.startsWith("."))
      symlinkSync(path.join(root, "node_modules", name), path.join(modules, name));
  }
  symlinkSync(path.join(copy, "packages/front"), path.join(modules, "@hansa/front"));
}

/** Generates the types of the copy by the same settings, from the schema of the shop. */
async function generateDocuments(): Promise<void> {
  const { [generated]: block } = codegen.generates;
  if (block === undefined || Array.isArray(block)) throw new Error(`codegen.ts has no block ${generated}`);
  const schema = path.join(root, "router/client/schema.graphql");
  const files: unknown = await generate(
    { cwd: copy, silent: true, generates: { [generated]: { ...block, schema } } },
    false,
  );
  mkdirSync(path.join(copy, generated), { recursive: true });
  for (const { filename, content } of z.array(z.object({ filename: z.string(), content: z.string() })).parse(files))
    writeFileSync(path.join(copy, filename), content);
}
