/** The rule of figures: a ratio or a CPU time needs a link to a row that docs/results.md has; products, bounds and code are no figures. */
import { expect, test } from "vitest";
import { findUnlinkedFigures, rowsIn } from "../../check/rules/pages/figures.ts";
import { checkPages } from "../../check/steps/pages.ts";

const rows = rowsIn(
  [
    '| <a id="router-account-stock"></a>account, stock gateway / ours | 4.88 × (2,873 / 588 µs) |',
    '| <a id="router-account-hive"></a>account, Hive / ours | NOT MEASURED |',
    '| <a id="earlier-fetch"></a>decision 67: a fetch | 16514785 |',
  ].join("\n"),
);
const linked = "([results](docs/results.md#router-account-stock))";
const looked = (text: string) => findUnlinkedFigures(text, rows).looked;
const faults = (text: string) => findUnlinkedFigures(text, rows).faults;

test.each([
  "The stock gateway needs 4.9 × our CPU time.",
  "The stock gateway needs 4.9× our CPU time.",
  "A fetch takes 70 µs.",
  "A fetch takes 1,270 us.",
  "It costs five times as much.",
  "It is 1.2 times as high.",
  "- The first item links [results](results.md#router-account-stock).\n- The second takes 70 µs.",
  "A paragraph links [results](results.md#router-account-stock).\n\nThe next takes 70 µs.",
])("a figure without a link in its paragraph or item is a fault: %s", (text) => {
  expect(faults(text)).toEqual([expect.stringContaining("has no link to its row")]);
});

test("a link to a row of the page is enough, from any folder, and for a table from the paragraph before it", () => {
  expect(faults(`The stock gateway needs 4.88 × our CPU time, 2,873 µs ${linked}.`)).toEqual([]);
  expect(faults("A fetch takes 70 µs ([results](../results.md#earlier-fetch)).")).toEqual([]);
  const table = `Measured ${linked}:\n\n| page | CPU |\n|---|---|\n| list | 4.88 × |\n`;
  expect(faults(table)).toEqual([]);
  expect(looked(table)).toBe(1);
  expect(faults(table.replace(linked, "today"))).toHaveLength(1);
});

test.each([
  ["router-account-stock", "4.9 ×"],
  ["router-account-stock", "88 µs"],
  ["router-account-hive", "4.88 ×"],
])("a link to the row %s is no proof of %s, which is not in it", (anchor, claim) => {
  expect(faults(`It needs ${claim} ([results](docs/results.md#${anchor})).`)).toEqual([
    `"${claim}" is not in the row of docs/results.md that it links to.`,
  ]);
});

test("a link to a row that the page lacks is a fault", () => {
  expect(faults("A fetch takes 70 µs ([results](results.md#router-acount)).")).toEqual([
    '"70 µs" links to #router-acount, which docs/results.md does not have.',
  ]);
});

test.each([
  "Three mugs are 3 × 9.99.",
  "The sum is 10 × (1 + n).",
  "It failed 20 times.",
  "```sh\nbench 4.9 × stock\n```",
  "The last line is `4.9 ×`.",
  "Skipped are\n\n    1,000 + 10 × numbers\n\nof them.",
  "It takes 0.2 ms.",
])("is no figure: %s", (text) => {
  expect(looked(text)).toBe(0);
});

test("the pages of this checkout have figures with rows", () => {
  const { unit, faults: found } = checkPages();
  expect(found).toEqual([]);
  expect(unit).toMatch(/ and \d+ figures in \d\d+ pages, /);
});
