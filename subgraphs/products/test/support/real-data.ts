/** Real catalogues, which are not in this repository: without them tests say that they did not run, and in CI they fail. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, type TestContext } from "vitest";
import { type Shop, shop } from "../shop.ts";

const folder = new URL("../../../../../shared/data/", import.meta.url);

/** The text of a file such as `adventureworks/Product.csv.gz`. Throws if it is not there or has nothing in it. */
export function readData(file: string): string {
  const text = gunzipSync(readFileSync(new URL(file, folder))).toString("utf8");
  if (text.trim() === "") throw new Error(`${file} is empty`);
  return text;
}

/** Ends the test here, and says so, where the file is not. */
export function requireData(context: TestContext, file: string): void {
  const path = fileURLToPath(new URL(file, folder));
  if (existsSync(path)) return;
  const message = `NOT RUN: ${path} is not there.`;
  if (process.env.CI) throw new Error(message);
  process.stderr.write(`\n!!! ${message}\n\n`);
  context.skip(message);
}

/** One shop for all tests of a file, opened and filled by the first that asks. */
export function sharedShop<Filled>(
  environment: Record<string, string>,
  fill: (s: Shop) => Promise<Filled>,
): () => Promise<{ s: Shop } & Filled> {
  let opened: Promise<{ s: Shop } & Filled> | undefined;
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => {
    opened ??= shop(environment, (end) => ends.push(end)).then(async (s) => ({ s, ...(await fill(s)) }));
    return opened;
  };
}
