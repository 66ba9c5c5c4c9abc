/** The rule about rings of folders: it names folders that import each other at run time, and accepts one direction. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { findFolderRings } from "../../check/rules/folder-rings.ts";
import { checkImports } from "../../check/steps/external/imports.ts";

const service = "subgraphs/shelves/src/service";

/** Imports of files, each written as "from > to" below one place. */
function below(place: string, ...imports: string[]) {
  return imports.map((text) => {
    const [from = "", to = ""] = text.split(" > ");
    return { from: `${place}/${from}`, to: `${place}/${to}` };
  });
}

test.each([service, "packages/kit/src", "router/src", "apps/storefront/shop"])(
  "two folders of %s that import each other are a ring",
  (place) => {
    expect(findFolderRings(below(place, "cart/a.ts > order/b.ts", "order/c.ts > cart/d.ts"))).toEqual([
      [
        `These folders import each other: ${place}/cart, ${place}/order.`,
        `  ${place}/cart/a.ts imports ${place}/order/b.ts`,
        `  ${place}/order/c.ts imports ${place}/cart/d.ts`,
      ].join("\n"),
    ]);
  },
);

test("a ring over three folders is one fault, without the folders that only lead to it or away from it", () => {
  const ring = ["a/x.ts > b/x.ts", "b/y.ts > c/x.ts", "c/y.ts > a/y.ts"];
  const rings = findFolderRings(below(service, ...ring, "out/x.ts > a/x.ts", "c/x.ts > end/x.ts"));
  expect(rings).toHaveLength(1);
  expect(rings[0]?.split("\n")[0]).toBe(`These folders import each other: ${service}/a, ${service}/b, ${service}/c.`);
});

test("two rings are two faults", () => {
  const rings = ["a/x.ts > b/x.ts", "b/y.ts > a/y.ts", "c/x.ts > d/x.ts", "d/y.ts > c/y.ts", "b/x.ts > c/x.ts"];
  expect(findFolderRings(below(service, ...rings))).toHaveLength(2);
});

test("a folder and a folder inside it are two folders", () => {
  expect(findFolderRings(below(service, "a/x.ts > a/b/x.ts", "a/b/y.ts > a/y.ts"))).toHaveLength(1);
  expect(findFolderRings(below(service, "seed.ts > a/x.ts", "a/x.ts > access.ts"))).toHaveLength(1);
});

test("a page of a front end is one folder with its islands", () => {
  const pages = "apps/storefront/pages";
  expect(findFolderRings(below(pages, "a/page.tsx > a/islands/x.tsx", "a/islands/x.tsx > a/texts.ts"))).toEqual([]);
  expect(findFolderRings(below(pages, "a/page.tsx > b/texts.ts", "b/islands/x.tsx > a/texts.ts"))).toHaveLength(1);
});

test("one direction, a folder by itself and other places are no ring", () => {
  const oneWay = ["a/x.ts > b/x.ts", "a/y.ts > c/x.ts", "b/x.ts > c/y.ts", "a/x.ts > a/y.ts", "a/y.ts > a/z.ts"];
  expect(findFolderRings(below(service, ...oneWay))).toEqual([]);
  expect(findFolderRings(below("lab/bench", "a/x.ts > b/x.ts", "b/y.ts > a/y.ts"))).toEqual([]);
  expect(
    findFolderRings([
      ...below("router/src", "a/x.ts > b/x.ts"),
      { from: "router/src/b/x.ts", to: "packages/kit/src/b/x.ts" },
    ]),
  ).toEqual([]);
});

/** The faults of a tree with these sources. */
async function faultsOf(sources: Record<string, string>): Promise<readonly string[]> {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  for (const [file, text] of Object.entries(sources)) {
    mkdirSync(path.dirname(path.join(folder.path, file)), { recursive: true });
    writeFileSync(path.join(folder.path, file), text);
  }
  return (await checkImports(folder.path)).faults;
}

const files = {
  [`${service}/cart/cart.ts`]: 'export { order } from "../order/order.ts";\n',
  [`${service}/order/order.ts`]: "export const order = 1;\n",
  [`${service}/cart/line.ts`]: "export type Line = { id: string };\nexport const line = 1;\n",
};

test.each([
  ["an import", 'import { line } from "../cart/line.ts";\nexport const first = line;\n'],
  [
    "an import beside one of a type",
    'import { line } from "../cart/line.ts";\nimport type { Line } from "../cart/line.ts";\nexport const first = line;\nexport type First = Line;\n',
  ],
  ["a later import", 'export const first = () => import("../cart/line.ts");\n'],
  ["an export", 'export { line } from "../cart/line.ts";\n'],
])("%s at run time closes a ring", async (_kind, text) => {
  const faults = await faultsOf({ ...files, [`${service}/order/first.ts`]: text });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(`${service}/order/first.ts imports ${service}/cart/line.ts`);
});

test.each([
  ["an import", 'import type { Line } from "../cart/line.ts";\nexport type First = Line;\n'],
  ["an export", 'export type { Line } from "../cart/line.ts";\n'],
])("%s of a type closes none", async (_kind, text) => {
  expect(await faultsOf({ ...files, [`${service}/order/first.ts`]: text })).toEqual([]);
});
