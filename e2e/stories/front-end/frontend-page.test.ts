/** docs/front-ends/frontend.md, followed in an empty folder: its files, put where it says, generate types, compile, and buy from a real shop. */
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

const page = readFileSync(path.join(root, "docs/front-ends/frontend.md"), "utf8");
const namedFiles = [...page.matchAll(/^`([\w./-]+\.\w+)`:\n\n```\w+\n([\s\S]*?)```/gm)];
const versions = z.record(z.string(), z.string());
const manifest = z.object({ dependencies: versions, devDependencies: versions, overrides: versions });

let shop: Shop;
let folder = "";

beforeAll(async () => {
  shop = await sharedShop();
  folder = mkdtempSync(path.join(tmpdir(), "hansa-front-end-"));
  // In place of `npm install`; the versions are compared below.
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  for (const [, name = "", text = ""] of namedFiles)
    write(name, text.replaceAll("http://localhost:4000", shopAddress()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

const shopAddress = () => `http://127.0.0.1:${shop.port}`;

/** Runs a script of the page's package.json to its end; rejects with its output if it fails. */
async function run(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)("npm", ["run", "--silent", script], { cwd: folder });
  return stdout;
}

test("its packages are those of the examples, in the same versions", () => {
  const { dependencies, devDependencies, overrides } = manifest.parse(JSON.parse(fileOfPage("package.json")));
  const named = Object.entries({ ...dependencies, ...devDependencies, ...overrides });
  const installed = named.map(([name]) => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readPackage(name)));
    return [name, version];
  });
  expect(named.length).toBeGreaterThan(5);
  expect(named).toEqual(installed);
});

function fileOfPage(name: string): string {
  const [, , text = ""] = namedFiles.find(([, named]) => named === name) ?? [];
  return text;
}

function readPackage(name: string): string {
  return readFileSync(path.join(root, "node_modules", name, "package.json"), "utf8");
}

test("its files and commands compile, print products and buy", async () => {
  expect(namedFiles.map(([, name]) => name)).toEqual([
    "package.json",
    "tsconfig.json",
    "codegen.ts",
    "src/main.ts",
    "src/buy.ts",
  ]);
  const copied =
    /^cp ((?:\.\.\/hansa\/docs\/front-ends\/examples\/\S+ )+)src\/$/m.exec(page)?.[1]?.trim().split(" ") ?? [];
  expect(copied).not.toEqual([]);
  for (const file of copied)
    copyFileSync(path.join(root, file.replace("../hansa/", "")), path.join(folder, "src", path.basename(file)));

  await run("generate");
  await run("check");
  const products = (await run("start")).trim().split("\n");
  expect(products).toHaveLength(3);
  for (const product of products) expect(product).toMatch(/^.+ \d+ http:\/\/127\.0\.0\.1:\d+\/media\/\S+$/);
  expect(await run("buy")).toMatch(/^order \d+-\d{4} CONFIRMED [\d.]+ EUR\n$/);
});
