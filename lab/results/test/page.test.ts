/** The page of results: rows follow from the raw files, and a row without a measurement says so. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { pageFile, renderPage, renderStoredPage } from "../page.ts";
import type { PlaneRecord, Records } from "../records.ts";

const origin = { startedAt: "2026-11-24T10:00:00.000Z", commit: "0123456789abcdef", machine: "2 cores, Node 24.0.0" };
const plane: PlaneRecord = {
  ...origin,
  command: "npm run bench -- --plane router --rounds 3",
  comparisons: [
    {
      operation: "account",
      target: "stock",
      cpu: { median: 4.876, min: 4.5, max: 5.1 },
      targetCpu: 2_873.4,
      ownCpu: 588.2,
      spread: 0.034,
    },
  ],
  targets: [{ target: "ours", startMs: 801.6, memoryMb: 212.4 }],
};
const linesOf = (...lines: string[]) => ({ ...origin, command: "npm run it", lines });
const rowOf = (page: string, anchor: string) => page.split("\n").find((line) => line.includes(`id="${anchor}"`));
const none: Records = { planes: {}, lines: {} };

test("without raw files every row is NOT MEASURED and names its command", () => {
  const page = renderPage(none, []);
  const rows = page.split("\n").filter((line) => line.includes("<a id="));
  expect(rows.length).toBeGreaterThan(40);
  const published = rows.filter((row) => row.includes("| published, not measured here |"));
  expect(rows.filter((row) => !row.includes("| NOT MEASURED |"))).toEqual(published);
  expect(rowOf(page, "published-query-apollo-router")).toContain(
    "query, Apollo Router / Grafbase | 4.15 × | published, not measured here |",
  );
  expect(published).toHaveLength(6);
  expect(rowOf(page, "kills")).toContain("`npm run chaos -w @hansa/lab -- --seed 1 --minutes 60`");
});

test("a ratio has both times, the spread of the rounds, and that of the reference, with commit, machine, date and command", () => {
  const page = renderPage({ ...none, planes: { "router-plane": plane } }, []);
  expect(rowOf(page, "router-account-stock")).toBe(
    '| <a id="router-account-stock"></a>account, stock gateway / ours | 4.88 × (2,873 / 588 µs) | 4.50 to 5.10; A/A ±3 % | 0123456789ab | 2 cores, Node 24.0.0 | 2026-11-24 | `npm run bench -- --plane router --rounds 3` |',
  );
  expect(rowOf(page, "memory-ours")).toContain("| 212 MB |");
  expect(rowOf(page, "start-ours")).toContain("| 802 ms |");
  expect(rowOf(page, "router-account-hive")).toContain("NOT MEASURED");
  expect(rowOf(page, "system-account-stock")).toContain("NOT MEASURED");
});

test("counts come from the lines that the commands print", () => {
  const lines: Records["lines"] = {
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
  const page = renderPage({ ...none, lines }, []);
  expect(rowOf(page, "wrong-answers-ours")).toContain("| 0 of 3,500 operations |");
  expect(rowOf(page, "wrong-answers-stock")).toContain("| 60 of 3,500 operations |");
  expect(rowOf(page, "wrong-answers-stock-others")).toContain("| 110 of 7,000 operations |");
  expect(rowOf(page, "wrong-answers-ours-others")).toContain("NOT MEASURED");
  expect(rowOf(page, "kills")).toContain("| 34 kills, 0 violations |");
  expect(rowOf(page, "invoices")).toContain("| 18,532 invoices, 0 differences |");
  expect(rowOf(page, "mutants")).toContain("| 24 caught, 24 planted |");
});

test("an earlier figure has a row with its commit and date", () => {
  const page = renderPage(none, [
    { anchor: "earlier-one", title: "decision 1", commit: "abcdef12", date: "2026-01-02" },
  ]);
  expect(rowOf(page, "earlier-one")).toBe('| <a id="earlier-one"></a>decision 1 | abcdef12 | 2026-01-02 |');
});

test("the page is what its raw files give: npm run results -w @hansa/lab writes it", () => {
  expect(readFileSync(path.join(root, pageFile), "utf8")).toBe(renderStoredPage());
});
