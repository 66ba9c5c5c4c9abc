/** Commands with a shop of their own, started in a shell with the settings of another one, and what they take of those. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { startOwned } from "@hansa/kit/testing";
import { expect, inject, onTestFinished } from "vitest";
import { internalVariables } from "../../../cli/host/processes/internal-variables.ts";
import { claimPorts } from "../../../cli/host/processes/ports.ts";
import { root } from "../../../cli/host/shop.mjs";
import { writeInvoices } from "./made-up-invoices.ts";

const notes = pathToFileURL(path.join(import.meta.dirname, "environment-notes.mjs")).href;
const example = readFileSync(path.join(root, ".env.example"), "utf8");
const described = [...example.matchAll(/^# (HANSA_\w+)=/gm)].map(([, name = ""]) => name);
const settings = [...described, ...Object.keys(internalVariables)];
/** Every setting, with a value that no process of an own shop may have; but two, which are no other shop's. */
export const foreign = Object.fromEntries(
  settings
    .filter((name) => !["HANSA_COMPILED_EXECUTION", "HANSA_SEED_UNTIL"].includes(name))
    .map((name) => [name, `foreign ${name}`]),
);

const portsPerShop = 100;

/** A folder for the notes and the files of one command, removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "own-environment-"));
  for (const name of ["notes", "tmp", "invoices"]) mkdirSync(path.join(folder, name));
  onTestFinished(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
  return folder;
}

type Noted = { name: string; settings: Record<string, string> };

function readNotes(folder: string): Noted[] {
  const noted = path.join(folder, "notes");
  const files = readdirSync(noted).filter((file) => file.endsWith(".json"));
  return files.map((file) => ({
    name: file.split(" ", 1).join(),
    settings: JSON.parse(readFileSync(path.join(noted, file), "utf8")),
  }));
}

/** Runs a command until it starts a process of its shop. Gives the settings of all that it has started. */
async function startOf(
  folder: string,
  file: string,
  args: readonly string[],
  own: NodeJS.ProcessEnv,
): Promise<Noted[]> {
  const { until, stop } = startOwned(process.execPath, [path.join(root, file), ...args], {
    cwd: root,
    env: {
      ...process.env,
      ...foreign,
      ...own,
      TMPDIR: path.join(folder, "tmp"),
      NODE_OPTIONS: `--import=${notes}`,
      NOTES: path.join(folder, "notes"),
      SEEDED: inject("seededData"),
      CI: "true",
    },
  });
  onTestFinished(async () => void (await stop("SIGKILL")));
  await until("it started a process", () => readNotes(folder).some(({ name }) => name !== "hansa"));
  await stop("SIGKILL");
  return readNotes(folder);
}

const foreignIn = (all: readonly Noted[]) =>
  all.flatMap(({ settings }) => Object.values(settings).filter((value) => value.startsWith("foreign")));

/** How far the ports of its processes are above those that the shell names. */
const offsetsIn = (all: readonly Noted[], port: number) =>
  all.filter(({ name }) => name !== "hansa").map(({ settings }) => Number(settings.HANSA_PORT) - port);

/** Expects that a command starts its shop on free ports, and takes nothing of another one from the shell. */
export async function expectFreePorts(file: string): Promise<void> {
  const folder = newFolder();
  const { port, release } = await claimPorts(28_500);
  onTestFinished(release);
  const started = await startOf(folder, file, [], { HANSA_PORT: String(port) });
  expect(foreignIn(started)).toEqual([]);
  for (const offset of offsetsIn(started, port)) expect(Math.abs(offset)).toBeGreaterThanOrEqual(portsPerShop);
}

/** Expects that a command starts its shop on the ports of HANSA_PORT, and takes nothing else. The argument `invoices` is a folder with some. */
export async function expectOwnPorts(file: string, args: readonly string[]): Promise<void> {
  const folder = newFolder();
  const { port, release } = await claimPorts(28_500);
  onTestFinished(release);
  writeInvoices(path.join(folder, "invoices"));
  const own = { HANSA_PORT: String(port), HANSA_DATA: path.join(folder, "data"), HANSA_HOST: "127.0.0.1" };
  const words = args.map((word) => (word === "invoices" ? path.join(folder, word) : word));
  const started = await startOf(folder, file, words, { ...own, HANSA_LOG_LEVEL: "error" });
  expect(foreignIn(started)).toEqual([]);
  for (const offset of offsetsIn(started, port)) {
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThan(portsPerShop);
  }
}
