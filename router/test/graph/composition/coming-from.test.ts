/** The page that maps other shops' terms to ours names only what the schema has. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { isInterfaceType, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { apiSchemaOf } from "../../../src/graph/composition/composition.ts";
import { repository } from "../../../src/graph/composition/sources.ts";

const schema = apiSchemaOf(readFileSync(path.join(repository, "router/supergraph.graphql"), "utf8"));
const page = readFileSync(path.join(repository, "docs/owners/coming-from.md"), "utf8");

/** Names in backticks of the first column that start with a capital, such as `Product.slug`. */
function hansaNames(): string[] {
  const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| Hansa"));
  const names = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([A-Z][A-Za-z]*(?:\.[a-zA-Z]+)?)`/g)]);
  return names.flatMap(([, name]) => (name === undefined || name === name.toUpperCase() ? [] : [name]));
}

function exists(name: string): boolean {
  const [type = "", field] = name.split(".");
  const found = schema.getType(type);
  if (found === undefined || field === undefined) return found !== undefined;
  return (isObjectType(found) || isInterfaceType(found)) && field in found.getFields();
}

test("every Hansa term of docs/owners/coming-from.md is a type or a field of the client schema", () => {
  expect(hansaNames().length).toBeGreaterThan(50);
  expect(hansaNames().filter((name) => !exists(name))).toEqual([]);
});
