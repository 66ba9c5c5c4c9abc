/** `npm run new:subgraph` in a copy of the repository: the files that it writes pass the checks, and its removal leaves a clean tree. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { root, services } from "../../cli/host/shop.mjs";
import { readNewService } from "../new-subgraph/names.ts";
import { blockFiles } from "../service-blocks/block-files.ts";
import { programFiles } from "../service-blocks/program-blocks.ts";
import { commitCopy } from "./support/new-subgraph.ts";

const name = "wishlists";
const { folder, command, tool, evaluate, changes, difference, remove } = commitCopy();
/** A service that the audit does not include stands in no program with several of them. */
const written = blockFiles.filter((each) => !programFiles.includes(each)).map(({ file }) => file);
/** Composition writes these from the schemas. */
const composed = /^router\/(client\/|supergraph\.graphql$)/;
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

test("the template has the tables of the kit that every service has", () => {
  const ofKit = (file: string) =>
    new Set(
      [...readFileSync(path.join(root, file), "utf8").matchAll(/^export \{([^}]*)\} from "@hansa\/kit\//gm)].flatMap(
        ([, names = ""]) => names.match(/\w+/g) ?? [],
      ),
    );
  const [first, ...others] = services.flatMap(({ isGateway, folder }) =>
    isGateway ? [] : [ofKit(path.join(folder, "src/store/tables.ts"))],
  );
  const ofAll = [...(first ?? [])].filter((table) => others.every((each) => each.has(table)));
  expect(ofAll).toContain("alarmRows");
  const ofTemplate = ofKit("tools/new-subgraph/template/src/store/tables.ts.template");
  expect(ofAll.filter((table) => !ofTemplate.has(table))).toEqual([]);
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
  expect(changedFiles()).toEqual([...written, "packages/contracts/src/services.mjs", "package-lock.json"].sort());
  expect(linesOutside(written)).toEqual([]);
  expect(evaluate("cli/setup/packages.mjs", "reasonToInstall()")).toBe(undefined);
  expect(evaluate("tools/check/steps/services.ts", "checkServices().faults")).toEqual([]);
  const faults = z.array(z.string()).parse(evaluate("tools/check/steps/workspaces.ts", "checkWorkspaces().faults"));
  expect(faults.filter((fault) => fault.includes(name))).toEqual([]);
  tool("vitest", "run", path.join("subgraphs", name));
  tool("biome", "check", path.join("subgraphs", name), "packages/contracts/src/services.mjs");

  expect(command("--remove", name)).toMatchObject({ code: 0 });
  expect(changes()).toBe("");
  expect(existsSync(path.join(folder, "subgraphs", name))).toBe(false);
});

test("a subgraph whose blocks cannot be written leaves every file as it was", () => {
  const file = path.join(folder, "docker-compose.yml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("# services: end", "# the end"));
  try {
    const { code, output } = command(name);
    expect(code).toBe(1);
    expect(output).toContain('docker-compose.yml has no comments around the block "services".');
    expect(changes()).toBe(" M docker-compose.yml\n");
  } finally {
    writeFileSync(file, text);
  }
});

test("a subgraph of the shop itself is not removed", () => {
  expect(command("--remove", "orders")).toEqual({ code: 1, output: expect.stringContaining("other services depend") });
});

/** The files outside the folder of the service, and outside those of composition, that differ from the commit. */
function changedFiles(): string[] {
  const files = changes()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(3));
  return files.filter((file) => !file.startsWith(`subgraphs/${name}/`) && !composed.test(file)).sort();
}

/** The changed lines of these files that are in none of their written blocks. */
function linesOutside(files: readonly string[]): string[] {
  return files.flatMap((file) => {
    let isInside = false;
    return difference(file).filter((line) => {
      if (/: written by npm run codegen/.test(line)) isInside = true;
      if (/^.\s*(?:#|<!--) [\w ]+: end/.test(line)) isInside = false;
      return !isInside && /^[+-]/.test(line);
    });
  });
}
