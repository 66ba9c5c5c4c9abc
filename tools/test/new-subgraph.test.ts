/** `npm run new:subgraph` in a copy of the repository: the files that it writes pass the checks, and its removal leaves a clean tree. */
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readNewService } from "../new-subgraph/names.ts";
import { commitCopy } from "./support/new-subgraph.ts";

const name = "wishlists";
const { folder, command, tool, evaluate, changes, remove } = commitCopy();
afterAll(remove);

test.each([
  ["Wishlists", "lower-case letters"],
  ["wish-lists", "lower-case letters"],
  ["2do", "lower-case letters"],
  ["router", "reserved"],
  ["order", "reserved"],
  ["orders", "already"],
])("the name %s is refused", (refused, reason) => {
  expect(() => readNewService(refused)).toThrow(reason);
});

test.each(["Shelf", "Money", "Node"])("the type %s, which has no owner to extend it from, is refused", (type) => {
  expect(() => readNewService(name, ["User", type])).toThrow(`"${type}" cannot be extended`);
});

test("a refusal is one line with exit code 1, and nothing is written", () => {
  const { code, output } = command("wish-lists");
  expect({ code, lines: output.trimEnd().split("\n") }).toEqual({
    code: 1,
    lines: [expect.stringMatching(/^new:subgraph: "wish-lists" is no name for a subgraph: /)],
  });
  expect(changes()).toBe("");
});

test("a subgraph is created without a registry, well formed and listed, and is removed without a trace", () => {
  expect(command(name, "--extends", "User,Product")).toMatchObject({ code: 0 });
  expect(evaluate("cli/setup/packages.mjs", "reasonToInstall()")).toBe(undefined);
  expect(evaluate("tools/check/steps/services.ts", "checkServices().faults")).toEqual([]);
  tool("biome", "check", path.join("subgraphs", name), "packages/contracts/src/services.mjs");

  expect(command("--remove", name)).toMatchObject({ code: 0 });
  expect(changes()).toBe("");
  expect(existsSync(path.join(folder, "subgraphs", name))).toBe(false);
});

test("a subgraph of the shop itself is not removed", () => {
  expect(command("--remove", "orders")).toEqual({ code: 1, output: expect.stringContaining("other services depend") });
});
