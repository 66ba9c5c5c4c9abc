/** The page of the logs names every field of a line. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { logLine } from "../src/log.ts";

test("docs/owners/logs.md names every field of the schema", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../../docs/owners/logs.md"), "utf8");
  const section = page.slice(page.indexOf("## Lines"), page.indexOf("## Values"));
  const named = [...section.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(Object.keys(logLine.shape).filter((field) => !named.includes(field))).toEqual([]);
});
