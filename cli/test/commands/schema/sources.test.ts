/** Sources of the check: files of versions, operations of developers and clients, and approvals. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { readApprovals } from "../../../commands/schema/check/approvals.ts";
import { findOperations } from "../../../commands/schema/check/operations.ts";
import { readCheckout, readCommit } from "../../../commands/schema/check/tree.ts";
import { readUsage } from "../../../commands/schema/check/usage.ts";

function newFolder(): string {
  return mkdtempSync(path.join(inject("shopFolders"), "schema-check-"));
}

function newRepository() {
  const folder = newFolder();
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const commit = () => {
    git("add", "--all");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message", "change");
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet");
  return { folder, git, write, commit };
}

test("a version is read from its commit, and the checkout with changes that are not committed", () => {
  const { folder, write, commit } = newRepository();
  const sdl = 'type Query {\n  "Ä fiëld."\n  a: Int\n}\n';
  write("subgraphs/products/schema.graphql", sdl);
  write("subgraphs/gone/schema.graphql", "");
  write("docs/page.md", "no new line at the end");
  write("subgraphs/products/src/index.ts", "not read");
  const hash = commit();
  write("subgraphs/products/schema.graphql", "edited");
  write("subgraphs/added/schema.graphql", "added");
  rmSync(path.join(folder, "subgraphs/gone"), { recursive: true });

  expect(Object.fromEntries(readCommit(hash, folder))).toEqual({
    "subgraphs/products/schema.graphql": sdl,
    "subgraphs/gone/schema.graphql": "",
    "docs/page.md": "no new line at the end",
  });
  expect(Object.fromEntries(readCheckout(folder))).toEqual({
    "subgraphs/products/schema.graphql": "edited",
    "subgraphs/added/schema.graphql": "added",
    "docs/page.md": "no new line at the end",
  });
});

test("the operations of this checkout are those of the playground, the examples and the pages", () => {
  const places = findOperations(readCheckout()).map(({ place }) => place.replace(/:\d+$/, ""));
  const count = (pattern: RegExp) => places.filter((place) => pattern.test(place)).length;
  expect(count(/^router\/playground\/operations\.graphql$/)).toBe(16);
  expect(count(/^router\/playground\/purchase\.graphql$/)).toBe(5);
  expect(count(/^docs\/front-ends\/examples\/operations\.ts$/)).toBe(10);
  expect(count(/^docs\/front-ends\/examples\/curl\/purchase\.sh$/)).toBe(9);
  expect(count(/^docs\/.+\.md$|^README\.md$/)).toBeGreaterThan(80);
});

test("an operation is known by its name and the line where it stands", () => {
  const tree = new Map([
    [
      "docs/page.md",
      "Text\n\n```graphql\n# First\nquery One { a }\n```\n\n```json\n{}\n```\n\n```graphql\n{ b }\n```\n",
    ],
    ["docs/schema.md", "```graphql\ntype Query { a: Int }\n```\n\n```graphql\nno graphql at all {\n```\n"],
    [
      "docs/front-ends/examples/a.ts",
      'const A = graphql(`\n  query Two { ...F }\n  fragment F on Query { a }\n`);\nconst b = "query { no }";\n',
    ],
    [
      "docs/front-ends/examples/b.sh",
      "# It's a comment\nsome='a b'\nask '{ \"c\" }' \"mutation (\\$i: In!) { m(i: \\$i) { $some } }\"\n",
    ],
    ["subgraphs/a/schema.graphql", "type Query { a: Int }"],
  ]);
  expect(findOperations(tree).map(({ label, place }) => [label, place])).toEqual([
    ["One", "docs/page.md:5"],
    ["docs/page.md:13", "docs/page.md:13"],
    ["Two", "docs/front-ends/examples/a.ts:2"],
    ["docs/front-ends/examples/b.sh:3", "docs/front-ends/examples/b.sh:3"],
  ]);
});

const sentOnce = {
  hash: "0123456789abcdef",
  operation: "query Shelf { products { nodes { id } } }",
  name: "Shelf",
  clients: [{ name: "storefront", version: "2.1", count: 7, lastUsedAt: 1_764_000_000_000 }],
  count: 7,
  errors: 0,
  lastUsedAt: 1_764_000_000_000,
};

function usageFile(...lines: unknown[]): string {
  const file = path.join(newFolder(), "usage.jsonl");
  writeFileSync(file, lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
  return file;
}

test("each line of a usage file is an operation with its clients; without a name it is known by its hash", () => {
  const unnamed = { ...sentOnce, operation: "{ a }" };
  const found = readUsage(usageFile(sentOnce, { ...unnamed, name: null }, { ...unnamed, name: "" }));
  expect(found.map(({ label, place, clients }) => ({ label, place, clients }))).toEqual([
    { label: "Shelf", place: "usage", clients: sentOnce.clients },
    { label: "0123456789ab", place: "usage", clients: sentOnce.clients },
    { label: "0123456789ab", place: "usage", clients: sentOnce.clients },
  ]);
});

test.each<[string, unknown, RegExp]>([
  ["that is no JSON", "{", /line 2 is no operation of a usage file: /],
  ["without a number", { ...sentOnce, count: "7" }, /line 2 is no operation of a usage file: count: /],
  ["with a client without a version", { ...sentOnce, clients: [{ name: "a" }] }, /clients\.0\.version: /],
  ["that is no GraphQL", { ...sentOnce, operation: "query {" }, /line 2: its operation is no GraphQL: Syntax Error/],
  [
    "with two operations",
    { ...sentOnce, operation: "query A { a } query B { b }" },
    /line 2 has 2 operations, not one/,
  ],
])("a line %s is refused with its number", (_name, line, message) => {
  expect(() => readUsage(usageFile(sentOnce, line))).toThrow(message);
});

const header = "| coordinate | reason | date |\n|---|---|---|\n";
const approvals = (text: string) =>
  readApprovals(new Map([["docs/contributors/approved-changes.md", `# Approved\n\n${text}`]]));

test("approvals are the rows of the page's table, with coordinates of elements and of operations", () => {
  const rows =
    "| `Product.rating` | nobody asked for it | 2026-12-01 |\n| `Query.product(id:)` | ids are slugs | 2026-12-02 |\n| `operation Q01_ProductPage` | too large | 2026-12-02 |\n";
  expect(approvals(header + rows)).toEqual([
    { coordinate: "Product.rating", reason: "nobody asked for it", date: "2026-12-01" },
    { coordinate: "Query.product(id:)", reason: "ids are slugs", date: "2026-12-02" },
    { coordinate: "operation Q01_ProductPage", reason: "too large", date: "2026-12-02" },
  ]);
  expect(approvals(header)).toEqual([]);
  expect(readApprovals(new Map())).toEqual([]);
});

test.each([
  ["another heading", "| name | reason | date |\n|---|---|---|\n", "its table does not begin with"],
  ["no coordinate", `${header}| Product.rating | why | 2026-12-01 |\n`, "line 5 has no coordinate"],
  ["a list of coordinates", `${header}| \`Product.a, Product.b\` | why | 2026-12-01 |\n`, "line 5 has no coordinate"],
  ["no reason", `${header}| \`Product.rating\` | | 2026-12-01 |\n`, "line 5 has no reason"],
  ["no real date", `${header}| \`Product.rating\` | why | 2026-02-30 |\n`, "line 5 has no date"],
  ["a fourth cell", `${header}| \`Product.rating\` | why | 2026-12-01 | more |\n`, "line 5 has not three cells"],
  ["one coordinate twice", header + "| `Product.a` | why | 2026-12-01 |\n".repeat(2), "Product.a is approved twice"],
])("a page of approvals with %s is refused", (_name, text, message) => {
  expect(() => approvals(text)).toThrow(`docs/contributors/approved-changes.md: `);
  expect(() => approvals(text)).toThrow(message);
});
