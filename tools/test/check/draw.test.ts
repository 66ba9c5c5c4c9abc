/** Tests of the draw of the gate: each suite runs in one variant, in each after some commits, and in all of them where it is recent. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { countTurns, drawParts } from "../../../.ci/drawn-parts.mjs";
import { root } from "../../../cli/host/shop.mjs";

const named = (folder: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${folder}/${index}.test.ts`);
const ofOrders = named("subgraphs/orders/test", 40);
const ofRouter = named("router/test/transport", 40);
const untouched: string[] = [];
const tree = {
  suites: [...ofOrders, ...ofRouter],
  others: [...named("e2e/stories/purchase", 20), ...named("cli/test", 5)],
  long: named("e2e/long", 40),
  containers: ["e2e/containers/images.test.ts"],
  workspaces: new Map(
    ["cli", "lab", "router", "tools", "e2e", "subgraphs/orders"].map((folder) => [folder, `@${folder}`]),
  ),
  recent: untouched,
};
const commits = Array.from({ length: 40 }, (_, index) => createHash("sha1").update(`${index}`).digest("hex"));
const [commit = ""] = commits;
const variants = ["tests", "tests-node-22", "tests-twice-pg", "tests-node-22-twice", "tests-node-22-pg"];
const rare = ["tests-loaded", "rolling", "containers"];

/** The variants that a commit draws for a suite. */
const variantsOf = (parts: Record<string, string[]>, file: string) =>
  variants.filter((name) => parts[name]?.includes(file));

test("each suite runs in one variant, and all stories and commands run on this Node", () => {
  const parts = drawParts(commit, tree);
  for (const file of tree.suites) expect(variantsOf(parts, file)).toHaveLength(1);
  for (const name of variants) expect(parts[name]?.length).toBeGreaterThan(0);
  expect(parts.tests).toEqual(expect.arrayContaining(tree.others));
  expect(parts["tests-node-22-pg"]?.filter((file) => ofRouter.includes(file))).toEqual([]);
  for (const [name, files] of Object.entries({ "tests-long": tree.long, "tests-apollo-server": tree.others })) {
    expect(files).toEqual(expect.arrayContaining(parts[name] ?? []));
    expect(parts[name]?.length).toBeGreaterThan(0);
    expect(parts[name]?.length).toBeLessThan(files.length);
  }
});

test("equal commits draw alike, others differently, and each pair of file and variant has its turn", () => {
  expect(drawParts(commit, tree)).toEqual(drawParts(commit, tree));
  expect(drawParts(commits[1] ?? "", tree)).not.toEqual(drawParts(commit, tree));
  // Three kinds of variants with two values each, and one kind elsewhere.
  expect(countTurns(commits, tree)).toEqual({ count: 40 * 6 + 40 * 2, missing: [] });
  expect(countTurns([commit], tree).missing).toHaveLength(40 * 3 + 40);
});

test("recent suites run in all their variants, the forty newest of them", () => {
  const recent = [...ofOrders.slice(0, 2), ...tree.long, ...ofRouter.slice(0, 2), "gone/test/a.test.ts"];
  const parts = drawParts(commit, { ...tree, recent });
  expect(ofOrders.slice(0, 2).map((file) => variantsOf(parts, file).length)).toEqual([4, 4]);
  expect(ofRouter.slice(0, 2).map((file) => variantsOf(parts, file).length)).toEqual([2, 2]);
  expect(parts["tests-long"]).toEqual(drawParts(commit, tree)["tests-long"]);

  const suites = named("packages/kit/test", 300);
  const many = drawParts(commit, { ...tree, suites: [...suites, ...ofRouter], recent: suites });
  expect(suites.slice(0, 40).every((file) => variantsOf(many, file).length === 2)).toBe(true);
  expect(suites.slice(40).every((file) => variantsOf(many, file).length === 1)).toBe(true);
});

test("the types of changed workspaces and of four others are checked", () => {
  const types = drawParts(commit, { ...tree, recent: ["subgraphs/orders/src/index.ts"] }).types ?? [];
  expect(types[0]).toBe("@subgraphs/orders");
  expect(types).toHaveLength(5);
});

test("transport under load, rolling restart and containers run at one commit in four, and when touched", () => {
  for (const name of rare) {
    const drawn = commits.filter((one) => drawParts(one, tree)[name]?.length !== 0);
    expect(drawn.length).toBeGreaterThan(2);
    expect(drawn.length).toBeLessThan(20);
  }
  const without = commits.find((one) => rare.every((name) => drawParts(one, tree)[name]?.length === 0)) ?? "";
  const drawnBy = (file: string) => {
    const parts = drawParts(without, { ...tree, recent: [file] });
    return rare.filter((name) => parts[name]?.length !== 0);
  };
  expect(drawnBy("docs/owners/deploy.md")).toEqual([]);
  expect(drawnBy("docker-compose.production.yml")).toEqual(["containers"]);
  expect(drawnBy("package-lock.json")).toEqual(["containers"]);
  expect(drawnBy("subgraphs/orders/src/server.ts")).toEqual(["rolling"]);
  expect(drawnBy("router/src/transport/deadlines.ts")).toEqual(["tests-loaded"]);
});

test("a whole gate draws everything, and nothing is drawn from no files", () => {
  const parts = drawParts(commit, tree, true);
  expect(ofOrders.map((file) => variantsOf(parts, file).length)).toEqual(ofOrders.map(() => 4));
  expect(parts["tests-long"]).toEqual(tree.long);
  expect(parts.types).toHaveLength(6);
  expect(rare.filter((name) => parts[name]?.length === 0)).toEqual([]);
  expect(() => drawParts(commit, { ...tree, others: named("cli/test", 5) })).toThrow("no files of purchases");
});

test("each test file of the repository is in the draw, and each part that it draws is one of the gate", () => {
  const run = (...line: string[]) =>
    execFileSync(line[0] ?? "", line.slice(1), { cwd: root, encoding: "utf8" })
      .trim()
      .split("\n");
  const drawn = run(process.execPath, ".ci/draw.mjs", "--whole").map((line) => line.split(": "));
  const known = new Set(drawn.map(([, file]) => file));
  const files = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "*.test.ts", "*.test.tsx");
  // Pictures for a person to look at, which `npm run screenshots` takes.
  expect(files.filter((file) => !known.has(file))).toEqual([
    "e2e/screenshots/office.test.ts",
    "e2e/screenshots/storefront.test.ts",
  ]);

  const gate = readFileSync(path.join(root, ".ci/run"), "utf8").replaceAll("\\\n", " ");
  const [, added = ""] = /^node \.ci\/totals\.mjs "\$reports" (.+)$/m.exec(gate) ?? [];
  const parts = added.replaceAll(/[!?]/g, "").split(/ +/);
  expect(
    [...new Set(drawn.map(([part]) => part))].filter((part = "") => part !== "seed" && !parts.includes(part)),
  ).toEqual([]);
});
