/** Budgets of storefront and back office: both are built, and the compressed scripts and styles of their pages are measured. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { officeFolder, storefrontFolder } from "../../../../cli/host/shop.mjs";
import { runTasks } from "../../../../cli/setup/turbo.mjs";
import {
  type Budgets,
  findLargeOffice,
  findLargePages,
  type Manifest,
  type OfficeBudgets,
} from "../../rules/bundles.ts";
import type { Findings } from "../../step.ts";

const kilobyte = 1_000;

/** With gzip. Those of the account are behind a sign-in. */
const budgets: Budgets = {
  styleBytes: 12 * kilobyte,
  // Each is one more that may not come.
  scripts: 5,
  pages: [
    { page: "home", islands: [], scriptBytes: 20 * kilobyte },
    { page: "list", islands: ["filter-press"], scriptBytes: 20 * kilobyte },
    { page: "product", islands: ["buy-box"], scriptBytes: 22 * kilobyte },
    { page: "cart", islands: ["cart-view"], scriptBytes: 40 * kilobyte },
    { page: "checkout", islands: ["checkout-view"], scriptBytes: 40 * kilobyte },
    { page: "order", islands: ["order-view"], scriptBytes: 40 * kilobyte },
    { page: "sign-in", islands: ["sign-in-view"], scriptBytes: 40 * kilobyte },
    { page: "addresses", islands: ["account-addresses"], scriptBytes: 40 * kilobyte },
  ],
};

const officeBudgets: OfficeBudgets = {
  firstBytes: 32 * kilobyte,
  pageBytes: 14 * kilobyte,
  styleBytes: 10 * kilobyte,
};

const manifestSchema = z.record(
  z.string(),
  z.object({ file: z.string(), css: z.array(z.string()).default([]), imports: z.array(z.string()).default([]) }),
);

/** Pages of the storefront and of the back office keep their budgets. */
export async function checkBundles(): Promise<Findings> {
  await runTasks(["@hansa/storefront#build", "@hansa/admin#build"]);
  const client = path.join(storefrontFolder, "client");
  const pages = findLargePages(readManifest(client), budgets, sizesIn(client));
  const office = findLargeOffice(readManifest(officeFolder), officeBudgets, sizesIn(officeFolder));
  const sizes = [...pages.sizes, ...office.sizes];
  return { looked: sizes.length, unit: `sizes (${sizes.join(", ")})`, faults: [...pages.faults, ...office.faults] };
}

function readManifest(folder: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(path.join(folder, ".vite/manifest.json"), "utf8")));
}

function sizesIn(folder: string): (file: string) => number {
  return (file) => statSync(path.join(folder, `${file}.gz`)).size;
}
