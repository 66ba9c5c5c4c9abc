/** Tests of the budgets of pages: shared scripts count once, and a page above its budget or without its island is a fault. */
import { describe, expect, test } from "vitest";
import { findLargeOffice, findLargePages, type Manifest } from "../../check/rules/bundles.ts";

const manifest: Manifest = {
  "browser/main.ts": { file: "main.js", css: ["main.css"], imports: ["_shared"] },
  _shared: { file: "shared.js", imports: ["_deep"] },
  _deep: { file: "deep.js", imports: ["_shared"] },
  "pages/product/islands/buy-box.tsx": { file: "buy-box.js", imports: ["_shared"] },
};
const sizes: Record<string, number> = { "main.js": 5, "shared.js": 10, "deep.js": 20, "buy-box.js": 7, "main.css": 9 };
const sizeOf = (file: string) => sizes[file] ?? 0;
const product = { page: "product", islands: ["buy-box"], scriptBytes: 42 };

test("each script of a page counts once", () => {
  expect(findLargePages(manifest, { pages: [product], scripts: 4, styleBytes: 9 }, sizeOf)).toEqual({
    sizes: ["product 42 in 4", "styles 9"],
    faults: [],
  });
});

test("a page above its budget, one with too many scripts, and styles above theirs, are faults", () => {
  const budgets = { pages: [{ ...product, scriptBytes: 41 }], scripts: 3, styleBytes: 8 };
  expect(findLargePages(manifest, budgets, sizeOf).faults).toEqual([
    "product: its scripts have 42 bytes, at most 41",
    "product: it has 4 scripts, at most 3",
    "the styles have 9 bytes, at most 8",
  ]);
});

test("a build without an island, without its entry or without styles is a fault", () => {
  const without = findLargePages(
    manifest,
    { pages: [{ ...product, islands: ["gone"] }], scripts: 4, styleBytes: 9 },
    sizeOf,
  );
  expect(without.faults).toEqual(["the build has no island gone"]);
  expect(findLargePages({}, { pages: [product], scripts: 4, styleBytes: 9 }, sizeOf).faults).toHaveLength(1);
  const bare: Manifest = { "browser/main.ts": { file: "main.js" } };
  expect(findLargePages(bare, { pages: [], scripts: 4, styleBytes: 9 }, sizeOf).faults).toEqual([
    "the build of the storefront has no styles",
  ]);
});

describe("the office", () => {
  const built: Manifest = {
    "index.html": { file: "main.js", css: ["main.css"], imports: ["_shared"] },
    _shared: { file: "shared.js" },
    "pages/orders/page.tsx": { file: "buy-box.js", imports: ["_shared", "_deep"] },
    _deep: { file: "deep.js" },
  };
  const budgets = { firstBytes: 15, pageBytes: 27, styleBytes: 9 };

  test("is measured by its begin, and by what each page adds to it", () => {
    expect(findLargeOffice(built, budgets, sizeOf)).toEqual({
      sizes: ["office 15", "office orders 27", "office styles 9"],
      faults: [],
    });
  });

  test("is at fault above each budget, and without pages or styles", () => {
    const less = { firstBytes: 14, pageBytes: 26, styleBytes: 8 };
    expect(findLargeOffice(built, less, sizeOf).faults).toEqual([
      "office: 15 bytes, at most 14",
      "office orders: 27 bytes, at most 26",
      "office styles: 9 bytes, at most 8",
    ]);
    const bare: Manifest = { "index.html": { file: "main.js" } };
    expect(findLargeOffice(bare, budgets, sizeOf).faults).toEqual([
      "office styles: the build has nothing of it",
      "the build of the office has no pages",
    ]);
    expect(findLargeOffice({}, budgets, sizeOf).faults).toHaveLength(1);
  });
});
