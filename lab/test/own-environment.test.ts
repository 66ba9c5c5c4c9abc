/** Commands with a shop of their own, in a shell with the settings of another one: no port, address, key or folder of that reaches theirs. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { claimPorts } from "../../tools/host/processes/ports.ts";
import { prepareOwnShop } from "../../tools/host/processes/settings.ts";
import { root } from "../../tools/host/shop.mjs";
import { writeInvoices } from "./support/made-up-invoices.ts";

const notes = pathToFileURL(path.join(import.meta.dirname, "support/environment-notes.mjs")).href;
const example = readFileSync(path.join(root, ".env.example"), "utf8");
const settings = [...example.matchAll(/^# (HANSA_\w+)=/gm)].map(([, name = ""]) => name);
/** Every setting, with a value that no process of an own shop may have; but two, which are no other shop's. */
const foreign = Object.fromEntries(
  settings
    .filter((name) => !["HANSA_COMPILED_EXECUTION", "HANSA_SEED_UNTIL"].includes(name))
    .map((name) => [name, `foreign ${name}`]),
);

const portsPerShop = 100;

let folder = "";
let noted = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(inject("shopFolders"), "own-environment-"));
  noted = path.join(folder, "notes");
  for (const name of [noted, path.join(folder, "tmp"), path.join(folder, "invoices")]) mkdirSync(name);
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 20 }));

type Noted = { name: string; settings: Record<string, string> };

function readNotes(): Noted[] {
  const files = readdirSync(noted).filter((file) => file.endsWith(".json"));
  return files.map((file) => ({
    name: file.split(" ", 1).join(),
    settings: JSON.parse(readFileSync(path.join(noted, file), "utf8")),
  }));
}

/** Runs a command until it starts a process of its shop. Gives the settings of all that it has started. */
async function startOf(file: string, args: readonly string[], own: NodeJS.ProcessEnv): Promise<Noted[]> {
  const child = spawn(process.execPath, [path.join(root, file), ...args], {
    cwd: root,
    env: {
      ...process.env,
      ...foreign,
      ...own,
      TMPDIR: path.join(folder, "tmp"),
      NODE_OPTIONS: `--import=${notes}`,
      NOTES: noted,
      SEEDED: inject("seededData"),
      CI: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      output += String(text);
    });
  const ended = new Promise((resolve) => child.once("close", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const isStarted = () => readNotes().some(({ name }) => name !== "hansa");
  while (!isStarted()) {
    if ((child.exitCode !== null || child.signalCode !== null) && !isStarted())
      throw new Error(`it has ended before it started a process:\n${output}`);
    await pause(50);
  }
  child.kill("SIGKILL");
  await ended;
  return readNotes();
}

const foreignIn = (all: readonly Noted[]) =>
  all.flatMap(({ settings }) => Object.values(settings).filter((value) => value.startsWith("foreign")));

/** How far the ports of its processes are above those that the shell names. */
const offsetsIn = (all: readonly Noted[], port: number) =>
  all.filter(({ name }) => name !== "hansa").map(({ settings }) => Number(settings.HANSA_PORT) - port);

describe("a shop on free ports", () => {
  test.each([
    ["rolling", "lab/rolling/main.ts"],
    ["neighbours", "lab/neighbours/main.ts"],
    ["picture", "e2e/picture/main.ts"],
  ])("%s takes nothing", async (_name, file) => {
    const { port, release } = await claimPorts(28_500);
    onTestFinished(release);
    const started = await startOf(file, [], { HANSA_PORT: String(port) });
    expect(foreignIn(started)).toEqual([]);
    for (const offset of offsetsIn(started, port)) expect(Math.abs(offset)).toBeGreaterThanOrEqual(portsPerShop);
  });
});

describe("a shop on the ports of HANSA_PORT", () => {
  test.each([
    ["chaos", "lab/chaos/main.ts", []],
    ["replay", "lab/replay/main.ts", ["--data", "invoices"]],
  ])("%s takes nothing else", async (_name, file, args) => {
    const { port, release } = await claimPorts(28_500);
    onTestFinished(release);
    writeInvoices(path.join(folder, "invoices"));
    const own = { HANSA_PORT: String(port), HANSA_DATA: path.join(folder, "data"), HANSA_HOST: "127.0.0.1" };
    const started = await startOf(
      file,
      args.map((word) => (word === "invoices" ? path.join(folder, word) : word)),
      { ...own, HANSA_LOG_LEVEL: "error" },
    );
    expect(foreignIn(started)).toEqual([]);
    for (const offset of offsetsIn(started, port)) {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThan(portsPerShop);
    }
  });
});

test("a shop in processes of a benchmark takes nothing", () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, value] of Object.entries(foreign)) vi.stubEnv(name, value);
  const { env, ...place } = prepareOwnShop({ port: 28_500, data: folder });
  expect(place).toMatchObject({ host: "127.0.0.1", port: 28_500, data: folder, production: false });
  expect(Object.values(env).filter((value) => value?.startsWith("foreign"))).toEqual([]);
});
