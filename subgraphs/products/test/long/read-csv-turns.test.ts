/** The reader of CSV files lets other work run while it reads a long text behind a fault. */
import { expect, test } from "vitest";
import { readCsv } from "../../src/service/import/text/csv-rows.ts";

test("other work runs between the pieces of text that a fault has left to read", async () => {
  let turns = 0;
  const rows = "a,b,c,1\n".repeat(2 ** 17);
  async function* text() {
    yield Buffer.from(`a,"b,c\n${rows}`);
  }
  const pause = async () => {
    turns += 1;
  };
  let read = 0;
  for await (const row of readCsv(text(), ",", pause)) if ("cells" in row) read += 1;
  expect(read).toBe(2 ** 17);
  expect(turns).toBeGreaterThanOrEqual(60);
});
