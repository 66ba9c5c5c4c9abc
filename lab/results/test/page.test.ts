/** The page of results: rows follow from the raw files, and a row without a measurement says so. */
import { expect, test } from "vitest";
import { readPage, renderPage } from "../page.ts";
import { type RawRecord, type Records, readRecords } from "../records.ts";

const page = readPage();
const rowIn = (rendered: string, anchor: string) =>
  rendered.split("\n").find((line) => line.includes(`id="${anchor}"`));
const record: RawRecord = {
  ...{ command: "npm run it", startedAt: "2026-11-24T10:00:00.000Z", commit: "0123456789abcdef" },
  ...{ machine: "2 cores, Node 24.0.0", lines: [], comparisons: [], targets: [] },
};
const linesOf = (...lines: string[]): RawRecord => ({ ...record, lines });

test("without raw files every row is NOT MEASURED and names its command, but for published and earlier figures", () => {
  const rows = renderPage(page, {})
    .split("\n")
    .filter((line) => line.includes("<a id="));
  expect(rows.length).toBeGreaterThan(40);
  const measured = rows.filter((row) => !row.includes("| NOT MEASURED |"));
  expect(measured.filter((row) => !/^\| <a id="(published|earlier)-/.test(row))).toEqual([]);
  expect(rows.find((row) => row.includes('id="kills"'))).toContain(
    "`npm run chaos -w @hansa/lab -- --seed 1 --minutes 60`",
  );
});

test("a ratio has both times, the spread of the rounds, and that of the reference, with commit, machine, date and command", () => {
  const cpu = { median: 4.876, min: 4.5, max: 5.1 };
  const plane: RawRecord = {
    ...record,
    comparisons: [
      { ...{ operation: "account", target: "stock", cpu }, targetCpu: 2_873.4, ownCpu: 588.2, spread: 0.034 },
    ],
    targets: [{ target: "ours", startMs: 801.6, memoryMb: 212.4 }],
  };
  const rendered = renderPage(page, { "router-plane": plane });
  expect(rowIn(rendered, "router-account-stock")).toBe(
    '| <a id="router-account-stock"></a>account, stock gateway / ours | 4.88 × (2,873 / 588 µs) | 4.50 to 5.10; A/A ±3 % | 0123456789ab | 2 cores, Node 24.0.0 | 2026-11-24 | `npm run it` |',
  );
  expect(rowIn(rendered, "memory-ours")).toContain("| 212 MB | one run |");
  expect(rowIn(rendered, "start-ours")).toContain("| 802 ms | one run |");
  expect(rowIn(rendered, "router-account-hive")).toContain("NOT MEASURED");
});

test("counts come from the lines that the commands print", () => {
  const records: Records = {
    differential: linesOf(
      'hansa, ours: {"operations":3500,"faulted":9,"wrong":0,"refused":0}',
      'hansa, stock: {"operations":3500,"faulted":9,"wrong":60,"refused":0}',
      'hops, stock: {"operations":3500,"faulted":9,"wrong":40,"refused":0}',
      'nullability, stock: {"operations":3500,"faulted":9,"wrong":70,"refused":0}',
    ),
    chaos: linesOf('{"chaos":"green","kills":{"router":30,"standby":4},"violations":0}'),
    replay: linesOf("replay: 18532 invoices, 397884 lines, 891140714 pence, 8905 cancellations, 0 differences"),
    mutants: linesOf("24 of 24 caught"),
  };
  const rendered = renderPage(page, records);
  expect(rowIn(rendered, "wrong-answers-ours")).toContain("| 0 of 3,500 operations |");
  expect(rowIn(rendered, "wrong-answers-stock")).toContain("| 60 of 3,500 operations |");
  expect(rowIn(rendered, "wrong-answers-stock-others")).toContain("| 110 of 7,000 operations |");
  expect(rowIn(rendered, "wrong-answers-ours-others")).toContain("NOT MEASURED");
  expect(rowIn(rendered, "kills")).toContain("| 34 kills, 0 violations |");
  expect(rowIn(rendered, "invoices")).toContain("| 18,532 invoices, 0 differences |");
  expect(rowIn(rendered, "mutants")).toContain("| 24 caught, 24 planted |");
});

test("the rows are those of the raw files: npm run results -w @hansa/lab writes them", () => {
  expect(page).toBe(renderPage(page, readRecords()));
});
