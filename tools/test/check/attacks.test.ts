/** The check of the attack table: rows that are missing, and tests, titles and decisions that are not there, are named. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { findAttackFaults } from "../../check/rules/pages/attacks.ts";
import { titlesIn } from "../../check/rules/test-titles.ts";
import { checkAttacks } from "../../check/steps/attacks.ts";

const decision = "[41](../decisions/0041-limits.md)";
const named = {
  read: (file: string) => (file === "router/test/limits.test.ts" ? 'test("many are refused", run);' : undefined),
  decisions: ["0041-limits.md", "0042-units.md"],
};
const test1 = "`router/test/limits.test.ts`: `many are refused`";
const head = "| row | attack | answer | decision | test |\n|---|---|---|---|---|\n";
const rowOf = (number: number) => `| ${number} | a flood | 400 | ${decision} | ${test1} |`;
const rows = Array.from({ length: 47 }, (_, index) => rowOf(index + 1));
const sound = `# Attacks\n\n${head}${rows.slice(0, 20).join("\n")}\n\nText\n\n${head}${rows.slice(20).join("\n")}\n`;
const faultsOf = (page: string) => findAttackFaults(page, named).faults;

test("a page with all rows, in whichever tables, has no fault, and its titles are counted", () => {
  expect(findAttackFaults(sound, named)).toEqual({ looked: 47, faults: [] });
});

test.each([
  [
    "a title that its file lacks",
    "`many are refused`",
    "`many pass`",
    'has a title that router/test/limits.test.ts lacks: "many pass"',
  ],
  [
    "a test in no such group",
    "`many are refused`",
    "`floods > many are refused`",
    'has a title that router/test/limits.test.ts lacks: "floods > many are refused"',
  ],
  [
    "a file that is not there",
    "router/test/limits",
    "router/test/limit",
    "names router/test/limit.test.ts, which is not there",
  ],
  ["a file without a title", ": `many are refused`", "", "names no title of router/test/limits.test.ts"],
  [
    "a title without a file",
    "`router/test/limits.test.ts`: ",
    "",
    'has a title in front of the file: "many are refused"',
  ],
  ["no test", test1, "none yet", "names no test"],
  [
    "a decision that is not there",
    "0041-limits",
    "0043-limits",
    "names decision 41 as 0043-limits.md, which is not there",
  ],
  ["a decision under another number", "[41]", "[42]", "calls 0041-limits.md decision 42"],
  ["no decision", decision, "none", "names no decision, nor – for none"],
])("%s is named by its row", (_what, from, to, fault) => {
  const changed = rowOf(12).replace(from, to);
  expect(changed).not.toBe(rowOf(12));
  expect(faultsOf(sound.replace(rowOf(12), changed))).toEqual([`row 12 ${fault}.`]);
});

test("a row may say that there is no decision", () => {
  expect(faultsOf(sound.replace(rowOf(12), rowOf(12).replace(decision, "–")))).toEqual([]);
});

test.each([
  ["a missing row", `${rowOf(12)}\n`, "", ["it has 46 rows, and there are 47 attacks.", "row 12 is missing."]],
  ["a row that stands twice", rowOf(12), rowOf(13), ["row 12 is missing.", "row 13 stands twice."]],
  ["a row of no attack", rowOf(12), rowOf(48), ["row 12 is missing.", "row 48 is no attack of the table."]],
])("%s is named", (_what, from, to, faults) => {
  expect(faultsOf(sound.replace(from, to))).toEqual(faults);
});

test("tables that say more about an attack have tests too, and add no row to the attacks", () => {
  const more = (cell: string) => `${sound}\n| row | answer | test |\n|---|---|---|\n| 12 | 401 | ${cell} |\n`;
  expect(findAttackFaults(more(test1), named)).toEqual({ looked: 48, faults: [] });
  expect(faultsOf(more("none"))).toEqual(["row 12 names no test."]);
});

test("a page without tables looked at nothing, and is faulty besides", () => {
  const { looked, faults } = findAttackFaults("# Attacks\n", named);
  expect([looked, faults.length]).toEqual([0, 48]);
});

describe("the titles of a file", () => {
  const text = `
    describe("a group", () => {
      test.each([["a row", 400, "SOME_CODE"], ["another", 401, "X"]])("%s is refused", run);
      test.each([{ name: "by name", code: "SOME_CODE" }])("$name", run);
      test(\`\${service} answers\`, run);
      test("a test", () => expect("a text").toBe("another text"));
    });
    const forged: [string, () => void][] = [["a row of a constant", make]];`;

  test("are those of tests and groups, and the names of their rows", () => {
    expect([...titlesIn(text)]).toEqual([
      ...["a group", "a row", "another", "%s is refused", "by name", "$name"],
      ...[`\${service} answers`, "a test", "a row of a constant"],
    ]);
  });
});

test.each([
  'test.skip("many are refused", run);',
  'test.todo("many are refused");',
  'test.fails("many are refused", run);',
  'test.skip.each([["many are refused"]])("%s", run);',
  'test.each([["fewer"]]).skip("many are refused", run);',
  'describe.skip("a group", () => { test("many are refused", run); });',
])("%s is no proof", (text) => {
  const unproven = findAttackFaults(sound, { ...named, read: () => text }).faults;
  expect(unproven).toHaveLength(47);
  expect(unproven[0]).toBe('row 1 has a title that router/test/limits.test.ts lacks: "many are refused".');
});

test("a test that runs somewhere is one", () => {
  const read = () => 'test.runIf(isLinux)("many are refused", run);';
  expect(findAttackFaults(sound, { ...named, read }).faults).toEqual([]);
});

test("a wrong title in the page of this checkout fails the step", () => {
  const page = readFileSync(path.join(root, "docs/contributors/attacks.md"), "utf8");
  const { looked, faults } = checkAttacks(page);
  expect([looked > 47, faults]).toEqual([true, []]);
  const wrong = page.replace("fragments that multiply without end", "fragments that end");
  expect(checkAttacks(wrong).faults).toEqual([
    expect.stringMatching(
      /^docs\/contributors\/attacks\.md: row 1 has a title that .* lacks: ".*fragments that end"\.$/,
    ),
  ]);
});
