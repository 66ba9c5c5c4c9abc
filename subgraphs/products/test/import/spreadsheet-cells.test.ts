/** Cells of a spreadsheet: text that it would rewrite gets an apostrophe, and every text comes back. */
import { expect, test } from "vitest";
import { protectText, restoreText } from "../../src/service/import/text/spreadsheet-cells.ts";

const rewritten = [
  ..."MAR1 SEPT2 sep-24 may-2024 dec-24 OCT7 1-Mar 2-May-24 01/JUN/2024".split(" "),
  ..."Mai-24 Dez.24 mrz-24 MÄRZ1 okt-3 févr-24 ene-24 gen-24 mrt-24 maj-24".split(" "),
  ...["5. Mai 2024", "March 5, 2024", "12:30 PM", "TRUE", "false", "WAHR", "Vrai", "007", "1/2", "1e5", "10-12"],
];
const kept = [
  "March",
  "MARKER1",
  "TEA-24",
  "Mug 12",
  "1 large mug",
  "A1B2",
  "4711A",
  "may",
  "90s party",
  "TRUEST",
  "5",
  "",
];

test.each(rewritten)("%s gets an apostrophe for a spreadsheet, and comes back", (text) => {
  expect(protectText(text, "changed")).toBe(`'${text}`);
  expect(protectText(text, "all")).toBe(`'${text}`);
  expect(protectText(text, "none")).toBe(text);
});

test.each(kept)("%j stays as it is", (text) => {
  expect(protectText(text, "changed")).toBe(text);
});

test("every text comes back, also with apostrophes of its own", () => {
  for (const text of [...rewritten, ...kept, "=1+1", "-1"])
    for (const apostrophes of ["", "'", "''"])
      for (const withNumbers of ["all", "changed", "none"] as const)
        expect(restoreText(protectText(`${apostrophes}${text}`, withNumbers))).toBe(`${apostrophes}${text}`);
});
