/** Real catalogues outside of this repository: without them, tests are skipped locally and fail in CI. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { requireFile } from "@hansa/kit/testing";
import { afterAll, type TestContext } from "vitest";
import { type Shop, shop } from "./shop.ts";

const folder = new URL("../../../../../shared/data/", import.meta.url);

/** The text of a file such as `adventureworks/Product.csv.gz`. Throws if it is not there or has nothing in it. */
export function readData(file: string): string {
  const text = gunzipSync(readFileSync(new URL(file, folder))).toString("utf8");
  if (text.trim() === "") throw new Error(`${file} is empty`);
  return text;
}

/** Skips the test if the file is missing; in CI it fails. */
export function requireData(context: TestContext, file: string): void {
  requireFile(context, fileURLToPath(new URL(file, folder)), process.env);
}

/** Returns one shop for all tests of a file, opened and filled at the first call. */
export function sharedShop<Filled>(
  settings: Parameters<typeof shop>[0],
  fill: (s: Shop) => Promise<Filled>,
): () => Promise<{ s: Shop } & Filled> {
  let opened: Promise<{ s: Shop } & Filled> | undefined;
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => {
    opened ??= shop(settings, (end) => ends.push(end)).then(async (s) => ({ s, ...(await fill(s)) }));
    return opened;
  };
}
