/** The command `hansa schema check`: its report, its JSON and its exit codes. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { root } from "../../../host/shop.mjs";

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  return { code: status, out: stdout, err: stderr };
}

const schemaCheck = ["cli/hansa.cjs", "schema", "check"];

/** A repository of Git whose only commit has the files of this checkout, with this text in the place of one of them. */
function repositoryWith(file: string, text: string): Record<string, string> {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "schema-check-"));
  const environment = { GIT_DIR: path.join(folder, "git"), GIT_WORK_TREE: root };
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", env: { ...process.env, ...environment }, input }).trim();
  git(["init", "--quiet"]);
  git(["add", "docs", "router/nodes.graphql", "router/playground", "subgraphs/*/schema.graphql"]);
  git(["update-index", "--cacheinfo", `100644,${git(["hash-object", "-w", "--stdin"], text)},${file}`]);
  git(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message", "one"]);
  return environment;
}

test("a change that breaks is reported with the operations that clients sent, and ends with exit code 1", () => {
  const file = "subgraphs/products/schema.graphql";
  const now = readFileSync(path.join(root, file), "utf8");
  const field = 'type Rating {\n  "The best one."\n  best: Int\n';
  const environment = repositoryWith(file, now.replace("type Rating {\n", field));
  const usage = path.join(path.dirname(environment.GIT_DIR ?? ""), "usage.jsonl");
  const lastUsedAt = Date.UTC(2026, 10, 20);
  const clients = [{ name: "storefront", version: "2.1", count: 7, lastUsedAt }];
  const operation = "query Best { products { nodes { rating { best } } } }";
  writeFileSync(
    usage,
    JSON.stringify({ hash: "ab", operation, name: "Best", clients, count: 7, errors: 0, lastUsedAt }),
  );

  const { code, out, err } = run([...schemaCheck, "--against", "HEAD", "--usage", usage], environment);
  expect([code, err]).toEqual([1, ""]);
  expect(out).toContain("Breaking\n  Rating.best: Field 'best' was removed from object type 'Rating'\n");
  expect(out).toContain("      for Best (usage: storefront 2.1 7 times, last on 2026-11-20)\n");
  expect(out).toContain("Not approved: Rating.best.");
  const json = run([...schemaCheck, "--against", "HEAD", "--usage", usage, "--json"], environment);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    against: { name: "HEAD" },
    changes: [
      { level: "breaking", coordinate: "Rating.best", approved: null, operations: [{ label: "Best", clients }] },
    ],
    hints: [],
  });
});

test("schemas that are those of the commit break nothing, and end with exit code 0", () => {
  const { code, out, err } = run([...schemaCheck, "--against", "HEAD"], repositoryWith("docs/owners/commands.md", ""));
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(
    /: \d+ subgraphs, 0 changes\.\n(docs\/contributors\/approved-changes\.md names .*\n)*Nothing breaks without an approval\.\n$/,
  );
});

test("an unknown commit is a mistake in the command line, in one line", () => {
  const { code, err } = run([...schemaCheck, "--against", "v0.0.0-none"]);
  expect([code, err.split("\n")[0]]).toEqual([2, 'schema check: there is no commit "v0.0.0-none" in this clone']);
});
