/** The registry: which versions are published, which are refused, and which changes a rollback approves. */
import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, inject, test } from "vitest";
import { addVersion, listVersions, noteServed } from "../../../../router/src/control/registry/versions.ts";
import { composeCheckout } from "../../../commands/schema/check/check.ts";
import type { Tree } from "../../../commands/schema/check/tree.ts";
import { readHistory } from "../../../commands/schema/registry/history.ts";
import { publishVersion } from "../../../commands/schema/registry/publish.ts";
import { rollBack } from "../../../commands/schema/registry/rollback.ts";
import { current, type Edit, edited, products, verifiedPurchase } from "./support/edits.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(inject("shopFolders"), "schema-registry-"));
});

const newField: Edit = {
  file: products,
  from: verifiedPurchase,
  to: `${verifiedPurchase}  "The number of words."\n  words: Int\n`,
};
const removedField: Edit = { file: products, from: verifiedPurchase, to: "" };
const guarded = `costPrice: Money @requiresScopes(scopes: [["prices:read"]]) @tag(name: "partner")`;
const unguarded: Edit = { file: products, from: guarded, to: "costPrice: Money" };

/** The supergraphs of these edits, each of which is composed once. */
const composed = new Map<string, string>();

/** A file with the supergraph of these edits. */
function supergraphOf(...edits: Edit[]): string {
  const file = path.join(folder, `${edits.length}.graphql`);
  writeFileSync(file, compose(edits));
  return file;
}

function compose(edits: readonly Edit[]): string {
  const key = JSON.stringify(edits);
  const supergraph = composed.get(key) ?? composeCheckout(edits.length === 0 ? current : edited(edits)).supergraph;
  composed.set(key, supergraph);
  return supergraph;
}

/** The schemas with one example's operations, as all others are planned in many times the seconds. */
const checkout: Tree = new Map([...current].filter(([file]) => /schema\.graphql$|nodes\.graphql$|\.sh$/.test(file)));
const publish = (...edits: Edit[]) =>
  publishVersion(folder, { supergraph: supergraphOf(...edits), author: "Ada" }, checkout);
const rollBackTo = (options: Parameters<typeof rollBack>[1]) => rollBack(folder, options, checkout);
const published = async () => (await listVersions(folder)).published;

test("an addition is published with its checks; a removal without an approval is refused", async () => {
  expect((await publish()).published).toMatchObject({ number: 1, author: "Ada", commit: null, restores: null });
  const second = await publish(newField);
  expect(second.published).toMatchObject({ number: 2, checks: { against: 1 } });
  expect(second.published?.checks.changes.map(({ level, coordinate }) => [level, coordinate])).toEqual([
    ["safe", "Review.words"],
  ]);
  expect((await publish(newField)).published).toBeUndefined();

  const refused = await publish(removedField);
  expect(refused.published).toBeUndefined();
  expect(
    refused.findings.changes.filter(({ level }) => level === "breaking").map(({ coordinate }) => coordinate),
  ).toEqual(expect.arrayContaining(["Review.verifiedPurchase", "Review.words"]));
  expect(await published()).toEqual([1, 2]);
});

test("a supergraph of another tool with a tag that no contract knows is refused, and its element is named", async () => {
  const file = path.join(folder, "other.graphql");
  writeFileSync(file, compose([]).replace(/(costPrice: Money .*@tag\(name: "partner)"/, '$1s"'));
  const refused = publishVersion(folder, { supergraph: file, author: "Ada" }, checkout);
  await expect(refused).rejects.toThrow('ProductVariant.costPrice has the tag "partners", which no contract knows');
  expect(await published()).toEqual([]);
});

test("a rollback is a new version that approves what it takes away", async () => {
  await publish();
  await publish(newField);
  await expect(rollBackTo({})).rejects.toThrow("no router has served an earlier version");
  await expect(rollBackTo({ to: 9 })).rejects.toThrow("there is no version 9");
  for (const number of [1, 2]) await noteServed(folder, number);
  const { published: third, target } = await rollBackTo({ author: "Grace" });
  expect(target).toBe(1);
  expect(third).toMatchObject({ number: 3, author: "Grace", restores: 1 });
  expect(third?.checks.changes).toMatchObject([{ coordinate: "Review.words", approved: "rollback to version 1" }]);
  expect((await readHistory(folder)).map(({ number, hash, state }) => [number, hash, state])).toEqual([
    [3, third?.hash, "not served"],
    [2, expect.any(String), "serves"],
    [1, third?.hash, "served before"],
  ]);
});

test("a version that loses an access rule, or shows what a contract hid, is refused, and so is a rollback to one", async () => {
  expect((await publish(unguarded)).published).toBeUndefined();
  const draft = { author: "Ada", commit: null, publishedAt: 0, restores: null };
  const checks = { against: null, changes: [], hints: [] };
  const [before, after] = [compose([unguarded]), compose([])];
  const first = await addVersion(folder, undefined, { ...draft, checks, supergraph: before });
  await addVersion(folder, first, { ...draft, checks, supergraph: after });
  const { published: none, findings } = await rollBackTo({ to: 1 });
  expect(none).toBeUndefined();
  for (const kind of ["ACCESS_RULE_LOST", "ELEMENT_INCLUDED"])
    expect(findings.changes).toContainEqual(
      expect.objectContaining({ kind, coordinate: "ProductVariant.costPrice", approved: null }),
    );
  expect(await published()).toEqual([1, 2]);
});
