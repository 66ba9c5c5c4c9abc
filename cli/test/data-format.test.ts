/** Data of a newer format: every start, command of an owner and restore refuses them in one line, and leaves them as they are. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dataFormat, formatFile } from "@hansa/kit/store";
import { expect, inject, test, vi } from "vitest";
import { auditStores } from "../audit/audit.ts";
import { readManifest } from "../commands/backup/manifest.ts";
import { takeBackup } from "../commands/backup/run.ts";
import { ownerCommands } from "../commands/commands.ts";
import { checkStores } from "../doctor/data.mjs";
import { processFolder, programArguments, root, services } from "../host/shop.mjs";

const says = `has data of format ${dataFormat + 1}, and this version of Hansa knows ${dataFormat}`;

/** A data folder in which these processes have data of a newer version, which keeps its stores elsewhere. */
function newerData(name: string, processes: readonly string[]): string {
  const data = path.join(inject("shopFolders"), `newer-${process.pid}-${name}`);
  for (const process of processes) {
    const folder = processFolder(data, process);
    mkdirSync(path.join(folder, "tables"), { recursive: true });
    writeFileSync(path.join(folder, formatFile), `${dataFormat + 1}\n`);
    writeFileSync(path.join(folder, "tables/1"), "rows");
  }
  return data;
}

const filesOf = (data: string) =>
  readdirSync(data, { recursive: true, encoding: "utf8" })
    .filter((name) => path.basename(name) !== "running.pid")
    .sort();

function runNode(args: readonly string[], data: string, variables = {}, cwd = root) {
  const env = { ...process.env, HANSA_DATA: data, HANSA_PORT: "24180", ...variables };
  // A process that begins a shop would never end.
  const limits = { timeout: 120_000, killSignal: "SIGKILL" } as const;
  const options = { cwd, env, encoding: "utf8", input: "", ...limits } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { status, output: stdout + stderr };
}

test.each(services)(
  "$name with a volume of its own refuses it, and does not begin a second shop",
  ({ name, folder }) => {
    const data = newerData(`alone-${name}`, [name]);
    const before = filesOf(data);
    const { status, output } = runNode(programArguments(name), data, {}, path.join(root, folder));
    expect({ status, output }).toMatchObject({ status: 1, output: expect.stringContaining(says) });
    expect(filesOf(data)).toEqual(before);
  },
);

test.each([
  ["npm start", "cli/start/main.ts"],
  ["the preparation of npm run dev", "tools/dev/preparation.ts"],
])("%s seeds no second shop, also if one process alone has newer data", (_name, program) => {
  const data = newerData(path.basename(path.dirname(program)), ["payments"]);
  const before = filesOf(data);
  const { status, output } = runNode([program], data);
  expect({ status, output }).toMatchObject({ status: 1, output: expect.stringContaining(says) });
  expect(filesOf(data)).toEqual(before);
});

/** Commands that read no data of the shop: they ask its router, compare schemas, or imitate a provider. */
const withoutData = [
  ...["import", "export", "explain", "privacy export", "privacy erase", "schema check", "stripe-stand-in"],
  ...["settings list", "settings set"],
];
const argumentsOf: Readonly<Record<string, readonly string[]>> = {
  backup: ["new-backup"],
  restore: ["no-backup", "--set-aside"],
  move: ["--to", "pg"],
  reset: ["--yes"],
  follow: ["--order", "100001"],
  "admin create": ["--email", "owner@kontor.example"],
};

test.each(ownerCommands.filter(({ name }) => !withoutData.includes(name)))("hansa $name refuses it", ({ name }) => {
  const data = newerData(name.replace(" ", "-"), ["orders", "users"]);
  const before = filesOf(data);
  const args = ["cli/hansa.cjs", ...name.split(" "), ...(argumentsOf[name] ?? [])];
  const { status, output } = runNode(args, data);
  expect(status, output).toBeGreaterThan(0);
  expect(output).toContain(says);
  expect(output.trim().split("\n")).toHaveLength(1);
  expect(filesOf(data)).toEqual(before);
});

test("the audit of a named folder refuses it, and the doctor reports it", async () => {
  const data = newerData("looked-at", ["products"]);
  expect(() => auditStores({ data })).toThrow(says);
  vi.stubEnv("HANSA_DATA", data);
  expect(await checkStores()).toMatchObject({ verdict: "wrong", found: expect.stringContaining(says) });
  vi.unstubAllEnvs();
});

test("a backup has the number, and one of a newer format is refused", async () => {
  const backup = path.join(inject("shopFolders"), `newer-${process.pid}-whole-backup`);
  await takeBackup(inject("seededData"), backup);
  expect(readManifest(backup).format).toBe(dataFormat);
  const newer = `${backup}-of-later`;
  cpSync(backup, newer, { recursive: true });
  const manifest = path.join(newer, "manifest.json");
  writeFileSync(
    manifest,
    readFileSync(manifest, "utf8").replace(`"format": ${dataFormat}`, `"format": ${dataFormat + 1}`),
  );
  expect(() => readManifest(newer)).toThrow(`is a backup of format ${dataFormat + 1}, and this version of Hansa knows`);
});
