/** The registry's commands on this checkout, whose operations they plan: they store, list and refuse, with their exit codes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { composeCheckout } from "../../commands/schema/check/check.ts";
import { root } from "../../host/shop.mjs";
import { type Edit, edited, products, verifiedPurchase } from "../commands/schema/support/edits.ts";

const folder = mkdtempSync(path.join(inject("shopFolders"), "schema-registry-"));
const removedField: Edit = { file: products, from: verifiedPurchase, to: "" };

/** A file with the supergraph of an edit. */
function supergraphOf(edit: Edit): string {
  const file = path.join(folder, "edited.graphql");
  writeFileSync(file, composeCheckout(edited([edit])).supergraph);
  return file;
}

test("the commands store, list and refuse, with their exit codes", () => {
  const run = (...args: string[]) => {
    const env = { ...process.env, HANSA_SCHEMAS: path.join(folder, "schemas") };
    const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/hansa.cjs", "schema", ...args], {
      ...{ cwd: root, encoding: "utf8", env },
    });
    return { code: status, out: stdout + stderr };
  };
  expect(run("history")).toEqual({ code: 0, out: expect.stringContaining("No version was published") });
  const first = run("publish", "--author", "Ada");
  expect(first).toEqual({
    code: 0,
    out: expect.stringMatching(/against the committed graph: 0 changes\.\n[\s\S]*\nPublished as version 1 \(/),
  });
  const refused = run("publish", "--supergraph", supergraphOf(removedField));
  expect(refused).toEqual({
    code: 1,
    out: expect.stringMatching(/Not approved: Review\.verifiedPurchase\.[\s\S]*Nothing was published\./),
  });
  expect(run("history")).toEqual({
    code: 0,
    out: expect.stringMatching(/^1 {2}\S+ {2}\w{16} {2}not served {2}by Ada, commit \w{12}/),
  });
  expect(run("history", "--json").out).toMatch(/^\{"number":1,/);
  expect(run("rollback")).toEqual({ code: 2, out: expect.stringContaining("name one with --to") });
});
