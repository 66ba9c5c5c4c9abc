/** Log files of processes: rotated by day and by size, removed after seven days and above their bound, and no failure ends the shop. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { logLine } from "@hansa/contracts/log";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LogFile, openLogFile } from "../host/processes/log-file.ts";
import { copyOutput, openLog } from "../host/processes/output.ts";

const day = 24 * 60 * 60_000;
const noon = Date.UTC(2026, 10, 25, 12);
let folder = "";
let now = noon;
const reports: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hansa-log-file-"));
  now = noon;
  reports.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test("a file becomes that of its day at the first line of the next one, and a restart continues the present file", () => {
  const log = open("orders");
  write(log, "a");
  write(open("orders"), "b");
  now += day;
  write(log, "c");
  expect(contents()).toEqual({ "orders.log": "c\n", "orders.2026-11-25.1.log": "a\nb\n" });
});

test("the first start of a day renames the file of the day before", () => {
  write(open("orders"), "a");
  now += day;
  open("orders");
  expect(contents()).toEqual({ "orders.log": "", "orders.2026-11-25.1.log": "a\n" });
});

test("a file is rotated before it exceeds its size, and the oldest are removed above the bound of a process", () => {
  const log = open("orders", { fileBytes: 100, keptBytes: 250 });
  const other = open("orders-2", { fileBytes: 100, keptBytes: 250 });
  write(other, "x".repeat(60));
  write(other, "y".repeat(60));
  for (let index = 0; index < 50; index += 1) write(log, String(index).repeat(30));
  const sizes = Object.entries(contents()).filter(([name]) => /^orders\./.test(name));
  for (const [, text] of sizes) expect(text.length).toBeLessThanOrEqual(100);
  expect(sizes.reduce((sum, [, text]) => sum + text.length, 0)).toBeLessThanOrEqual(350);
  expect(contents()["orders.log"]).toContain("49");
  expect(Object.keys(contents())).toContain("orders-2.2026-11-25.1.log");
});

test("files that nobody wrote for seven days are removed, those of processes that no longer run too; foreign files stay", () => {
  for (const name of ["orders.2026-11-17.1.log", "orders-3.log", "notes.txt", "orders.2026-11-19.1.log"])
    writeFileSync(path.join(folder, name), "old\n");
  for (const name of ["orders.2026-11-17.1.log", "orders-3.log", "notes.txt"]) age(name, 8);
  age("orders.2026-11-19.1.log", 6);
  open("orders");
  expect(Object.keys(contents())).toEqual(["notes.txt", "orders.2026-11-19.1.log", "orders.log"]);
});

test("an idle process's file is renamed too", () => {
  vi.useFakeTimers();
  write(open("orders"), "a");
  now += day;
  vi.advanceTimersByTime(60 * 60_000);
  vi.useRealTimers();
  expect(Object.keys(contents())).toContain("orders.2026-11-25.1.log");
});

test("while the folder cannot be written, one report is made and lines are lost; then the log continues", () => {
  const data = path.join(folder, "data");
  writeFileSync(data, "no folder");
  const log = openLogFile({ folder: data, name: "orders", now: () => now, report: (text) => reports.push(text) });
  log.write("a\n");
  log.write("b\n");
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatch(/orders\.log cannot be written/);
  rmSync(data);
  log.write("c\n");
  expect(readFileSync(path.join(data, "orders.log"), "utf8")).toBe("c\n");
});

test("plain text of a process becomes a line of the schema, redacted and bounded", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const output = new PassThrough();
  copyOutput("orders", output, openLog(folder, "orders"), false);
  const written = { level: 30, time: noon, service: "orders", msg: "ready" };
  output.write(
    `${JSON.stringify(written)}\n\n(node:1) Warning: ada@example.org\n{"not":"a line"}\n${"x".repeat(9_000)}\n`,
  );
  output.end();
  const file = path.join(folder, "logs", "orders.log");
  await expect.poll(() => readFileSync(file, "utf8").split("\n").length).toBe(5);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const [first, second, third] = lines.map((line) => logLine.parse(JSON.parse(line)));
  expect(first).toEqual(written);
  expect(second).toMatchObject({ level: 40, service: "orders", msg: "(node:1) Warning: [private]" });
  expect(third).toMatchObject({ msg: '{"not":"a line"}' });
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(8_192);
});

function open(name: string, limits?: { fileBytes: number; keptBytes: number }): LogFile {
  const report = (text: string) => void reports.push(text);
  return openLogFile({ folder, name, now: () => now, report, ...(limits && { limits }) });
}

/** Writes a line, whose file has the time of the test's clock then. */
function write(log: LogFile, line: string): void {
  log.write(`${line}\n`);
  for (const name of readdirSync(folder)) if (statSync(path.join(folder, name)).mtimeMs > now) age(name, 0);
}

function age(name: string, days: number): void {
  const at = (now - days * day) / 1_000;
  utimesSync(path.join(folder, name), at, at);
}

function contents(): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
}
