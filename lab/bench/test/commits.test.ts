/** Tests of other commits: which of them a clone has, and how requests and answers are compared across two schemas and shops. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildSchema } from "graphql";
import { expect, onTestFinished, test } from "vitest";
import { findCommit } from "../../../cli/host/commit.ts";
import type { Cell } from "../measurement/cell.ts";
import { trimText } from "../operations/trimmed-text.ts";
import { compareWithOurs } from "../report/comparison.ts";

test("a commit is found by any of its names; one that the clone lacks is refused, and a shallow clone or a folder outside Git is named", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-commits-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const whole = path.join(folder, "whole");
  const shallow = path.join(folder, "shallow");
  const person = ["-c", "user.name=Test", "-c", "user.email=test@hansa.example"];
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8", stdio: "pipe" }).trim();
  git("init", "--quiet", whole);
  for (const subject of ["first", "second"])
    git("-C", whole, ...person, "commit", "--quiet", "--allow-empty", "--message", subject);
  git("clone", "--quiet", "--depth", "1", pathToFileURL(whole).href, shallow);
  const first = git("-C", whole, "rev-parse", "HEAD~1");

  expect(findCommit("HEAD~1", whole)).toBe(first);
  expect(findCommit(first.slice(0, 8), whole)).toBe(first);
  expect(() => findCommit("none", whole)).toThrow('there is no commit "none" in this clone');
  expect(() => findCommit("--all", whole)).toThrow('there is no commit "--all"');
  expect(findCommit("HEAD", shallow)).toBe(git("-C", whole, "rev-parse", "HEAD"));
  expect(() => findCommit("HEAD", folder)).toThrow(`there is no commit "HEAD": ${folder} is no clone of Git`);
  expect(() => findCommit(first, shallow)).toThrow(`this clone is shallow and lacks the commit "${first}"`);
});

const schema = buildSchema(`
  type Query { product(id: ID!): Product }
  type Product { id: ID!, title: String, price(currency: String): Price }
  type Price { minor: Int }
`);

test("fields, arguments and variables that the schema lacks are left out, and the fields are named", () => {
  const { text, lacking } = trimText(
    `query P($id: ID!, $region: String, $currency: String) {
      product(id: $id) { id fresh: isNew title rating { average } price(currency: $currency, region: $region) { net } }
    }`,
    schema,
  );
  expect(text.replace(/\s+/g, " ")).toBe("query P($id: ID!) { product(id: $id) { id title } }");
  expect(lacking).toEqual(["fresh", "rating", "net", "price"]);
});

test("a text that the schema knows stays as it is, to the byte", () => {
  const text = "query P($id:ID!){product(id:$id){title}}";
  expect(trimText(text, schema)).toEqual({ text, lacking: [] });
});

const times = (target: string, values: readonly number[]): Cell[] =>
  values.map((routerCpu, round) => ({
    plane: "router",
    operation: "account",
    target,
    round,
    completed: 100,
    requestsPerSecond: 1,
    routerCpu,
    subgraphCpu: 1,
    serverCpu: 0,
    p50: 1,
    p99: 1,
    fetchesPerRequest: 1,
    foreignCores: 0,
    loadAverage: 1,
    faults: 0,
    firstFault: null,
  }));

test.each([
  [[110, 105, 120], "no difference"],
  [[130, 140, 99], "no difference"],
  [[70, 75, 101], "no difference"],
  [[130, 140, 111], "ours needs less"],
  [[70, 75, 95], "ours needs more"],
])("a difference counts only beyond the reference's own, and if all rounds agree: %j is %s", (earlier, verdict) => {
  const cells = [
    ...times("stock", [400, 400, 400]),
    // Between 0.91 and 1.14 of the first measurement.
    ...times("stock-aa", [400, 440, 350]),
    ...times("earlier", earlier),
    ...times("ours", [100, 100, 100]),
  ];
  const compared = compareWithOurs(cells).filter(({ target }) => target === "earlier");
  expect(compared).toEqual([expect.objectContaining({ operation: "account", ownCpu: 100, verdict })]);
  expect(compared[0]?.spread).toBeCloseTo(0.143, 3);
});

test("without a second measurement of the reference nothing is compared", () => {
  expect(compareWithOurs([...times("stock", [1]), ...times("earlier", [1]), ...times("ours", [1])])).toEqual([]);
});
