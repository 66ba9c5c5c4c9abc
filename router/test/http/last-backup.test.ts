/** The metric of the last backup: the time that the backup command has noted, and absent without a note that can be read. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDoc } from "@hansa/kit/testing";
import { Registry } from "@prometheus-io/client";
import { expect, onTestFinished, test } from "vitest";
import { observeLastBackup } from "../../src/control/status/last-backup.ts";

test("the time of the last backup is a metric; without a note, or with half of one, there is none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hansa-backup-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const registry = new Registry();
  observeLastBackup(registry, folder);
  const series = async () => (await registry.metrics()).split("\n").filter((line) => /^hansa/.test(line));
  const note = (text: string) => writeFileSync(join(folder, "last-backup.json"), text);
  expect(await series()).toEqual([]);
  note('{"takenAt":"2026-11-22T02:45:00.250Z","audit":"clean"}\n');
  expect(await series()).toEqual(["hansa_last_backup_timestamp_seconds 1795315500.25"]);
  note('{"takenAt":"2026-11');
  expect(await series()).toEqual([]);
});

test("the notes that owners write by hand after a backup of databases are read", async () => {
  const lines = readDoc("owners/postgresql").split("\n");
  const notes = lines.filter((line) => line.includes("takenAt")).map((line) => line.trim());
  expect(notes).toHaveLength(2);
  for (const note of notes) {
    const folder = mkdtempSync(join(tmpdir(), "hansa-backup-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, ".data/router"), { recursive: true });
    // In containers the line is the argument of a shell.
    const inShell = note.startsWith("echo") ? note : `sh -c ${note.replace("/data/", ".data/")}`;
    execFileSync("sh", ["-c", `taken=$(date -u +%FT%TZ) && ${inShell}`], { cwd: folder });
    const registry = new Registry();
    observeLastBackup(registry, join(folder, ".data/router"));
    const [, seconds] = /^hansa_last_backup_timestamp_seconds (\d+)$/m.exec(await registry.metrics()) ?? [];
    expect(Math.abs(Number(seconds) - Date.now() / 1_000)).toBeLessThan(60);
  }
});
