/** Large CSV files: memory and time have bounds, and the products behind a faulty one are imported. */
import { expect, test } from "vitest";
import { readCsv } from "../../../src/service/import/text/csv-rows.ts";
import { importFile, type Job } from "../../support/imports.ts";
import { shop } from "../../support/shop.ts";

const header = "Handle,Title,Variant SKU,Variant Price\n";
const good = "good,Good,GOOD,1\n";
const codes = ({ refused }: Job) => refused.nodes.slice(0, 2).map(({ line, code }) => [line, code]);

test.each([
  ["too few cells", "bad,B\n", "WRONG_WIDTH"],
  ["damaged letters", "bad,\ufffd,B,1\n", "NOT_UTF8"],
  ["broken quotes", 'bad,"B"x,B,1\n', "BROKEN_QUOTES"],
])(
  "of rows with %s under one handle the first thousand are reported, and the next product is imported",
  async (_what, row, code) => {
    const s = await shop();
    const job = await importFile(s, `${header}${row.repeat(1_500)}${good}`);
    expect(job).toMatchObject({ rowsTotal: 1_501, rowsDone: 1_501, rowsRefused: 1_500, productsCreated: 1 });
    expect(codes(job)).toEqual([
      [2, "TOO_MANY_ROWS"],
      [2, code],
    ]);
    expect(job.refused.totalCount).toBe(1_001);
  },
);

test("rows without a handle behind a product are reported in the same bounds", async () => {
  const s = await shop();
  const job = await importFile(s, `${header}bad,B,B,1\n${",,X,1\n".repeat(1_500)}${good}`);
  expect(job).toMatchObject({ rowsRefused: 1_501, productsCreated: 1 });
  expect(job.refused.totalCount).toBe(1_001);
});

test("a product whose rows are too large together is refused, and the next one is imported", async () => {
  const s = await shop();
  const row = `bad,${"B".repeat(1_000_000)},B,1\n`;
  const job = await importFile(s, `${header}${row.repeat(5)}${good}`);
  expect(job).toMatchObject({ rowsRefused: 5, productsCreated: 1 });
  expect(codes(job)).toEqual([[2, "TOO_LARGE"]]);
});

test("other work runs between the pieces of text that a fault has left to read", async () => {
  let turns = 0;
  const rows = "a,b,c,1\n".repeat(2 ** 14);
  async function* text() {
    yield Buffer.from(`a,"b,c\n${rows}`);
  }
  const pause = async () => {
    turns += 1;
  };
  let read = 0;
  for await (const row of readCsv(text(), ",", pause)) if ("cells" in row) read += 1;
  expect(read).toBe(2 ** 14);
  expect(turns).toBeGreaterThanOrEqual(7);
});
