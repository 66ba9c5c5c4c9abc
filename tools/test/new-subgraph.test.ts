/** `npm run new:subgraph` in a copy of the repository: what it refuses and writes; `long/` creates a subgraph. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { root, services } from "../../cli/host/shop.mjs";
import { readNewService } from "../new-subgraph/names.ts";
import { commitCopy } from "./support/new-subgraph.ts";

const name = "wishlists";
const { folder, command, evaluate, changes, remove } = commitCopy();
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

test("the template is written into the folder of the subgraph, with its name and the types that it extends", () => {
  const service = JSON.stringify(readNewService(name, ["User", "Product"]));
  evaluate("tools/new-subgraph/template-files.ts", `writeTemplate(${service})`);
  const files = changes().trimEnd().split("\n");
  expect(files).toContain(`?? subgraphs/${name}/package.json`);
  expect(files.filter((line) => !line.startsWith(`?? subgraphs/${name}/`))).toEqual([]);
  const texts = files.map((line) => readFileSync(path.join(folder, line.slice(3)), "utf8"));
  expect(texts.filter((text) => /__\w+__/.test(text.replaceAll("__resolveReference", "")))).toEqual([]);
  for (const type of ["User", "Product", "WishlistsEntry"])
    expect(texts.join("\n")).toMatch(new RegExp(`^(extend )?type ${type}\\b`, "m"));
  rmSync(path.join(folder, "subgraphs", name), { recursive: true });
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
