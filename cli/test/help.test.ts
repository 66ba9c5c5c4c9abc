/** Every command of npm scripts and of owners: help without a shop, one line per mistake or failure, and no stack trace. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { findFreePorts } from "../host/processes/ports.ts";
import { root, shopProcesses } from "../host/shop.mjs";
import { commandNames, scriptsOf } from "./support/commands/npm-commands.ts";
import { type Ended, openOneProcess } from "./support/commands/one-process.ts";

/** Programs of other projects, which have help of their own, and one that takes no options. */
const foreign = ["dev", "test", "codegen", "typecheck", "format", "build"];
const commands = commandNames.filter((name) => !foreign.includes(name));
/** Those that are also run as npm runs them: without the set-up, after it in a workspace, and one that ends by itself. */
const apart = ["start", "chaos -w @hansa/lab", "doctor"];

const data = mkdtempSync(path.join(tmpdir(), "hansa-help-"));
afterAll(() => rmSync(data, { recursive: true }));
/** That of a command in a folder without a shop. */
const environment = { INIT_CWD: root, HANSA_DATA: path.join(data, "shop"), HANSA_HOST: "127.0.0.1" };

/** The program and the arguments with which Node runs a command, without the set-up, and the folder in which npm runs it. */
function scriptOf(name: string): { file: string; args: string[]; cwd: string } {
  const [script = "", ...words] = name.replace(/ -w \S+$/, "").split(" ");
  const [, workspace = ""] = / -w (?:@hansa\/)?(\w+)$/.exec(name) ?? [];
  const line = scriptsOf(workspace)[script] ?? "";
  const [, file, given] =
    /^(?:exec )?node (\S+)(?: (\S.*))?$/.exec(line.replace("ready.cjs --full ", "ready.cjs ")) ?? [];
  if (file === undefined) throw new Error(`${name} is no program of Node: "${line}"`);
  const cwd = path.join(root, workspace);
  return { file: path.join(cwd, file), args: [...(given?.split(" ") ?? []), ...words], cwd };
}

/** The program behind the set-up of cli/hansa.cjs and cli/ready.cjs, with its arguments. */
function programOf(name: string): { file: string; args: string[] } {
  const { file, args, cwd } = scriptOf(name);
  if (file === path.join(root, "cli/hansa.cjs")) return { file: path.join(root, "cli/commands/main.ts"), args };
  if (file !== path.join(root, "cli/ready.cjs")) return { file, args };
  const [first = "", ...others] = args.filter((arg) => arg !== "--node");
  return { file: path.join(cwd, first), args: others };
}

const runProgram = openOneProcess();

/** Runs a command in the process of all, in a folder without a shop. */
function run(name: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { file, args: own } = programOf(name);
  return runProgram({ file, args: [...own, ...args], cwd: root, variables: { ...environment, ...more } });
}

/** The words with which its help and its mistakes name a command. */
function typed(name: string): string {
  if (name === "start") return "npm start --";
  const [, words] = /^hansa (.+)$/.exec(name) ?? [];
  return words === undefined ? `npm run ${name} --` : `npm run hansa -- ${words}`;
}

/** Runs a command as npm does. */
async function runApart(name: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const script = scriptOf(name);
  const child = spawn(process.execPath, [script.file, ...script.args, ...args], {
    cwd: script.cwd,
    env: { ...process.env, ...environment, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode ?? -1, out, err, left: [] };
}

/** The options that a help text lists, each with what stands after it. */
function describedOptions(help: string): Map<string, string> {
  const [, list = ""] = help.split("\nOptions:\n");
  const entries = list
    .split("\n\n", 1)
    .join("")
    .split(/\n(?= {2}-)/);
  return new Map(
    entries.map((entry): [string, string] => {
      const [, option = "", description = ""] = /^ *(?:-\w, )?(--[\w-]+)(?: <[^>]+>)?(.*)$/s.exec(entry) ?? [];
      return [option, description.trim()];
    }),
  );
}

function expectHelp(name: string, { code, out, err, left }: Ended): void {
  expect([code, err, left]).toEqual([0, "", []]);
  expect(out).toContain(`Usage: ${typed(name)} `);
  const options = describedOptions(out);
  expect([...options.keys()]).toContain("--help");
  for (const [option, description] of options) expect(`${option} ${description}`).toMatch(/^--[\w-]+ \S{1,}.{8}/);
}

function expectMistake(name: string, named: string, { code, out, err }: Ended): void {
  const lines = (out + err).trimEnd().split("\n");
  expect(code, out + err).toBe(2);
  expect(lines).toEqual([expect.stringContaining(named), `${typed(name)} --help lists the options.`]);
}

const helpPromise = "%s answers --help with its usage and every option, and starts nothing";
const mistakePromise = "%s %j: one line names the mistake, a second one the help, exit code 2";

test.each(commands.filter((name) => name !== "doctor"))(helpPromise, async (name) =>
  expectHelp(name, await run(name, ["--help"])),
);

test.each(apart)("as a process of its own %s answers --help and ends", async (name) =>
  expectHelp(name, await runApart(name, ["--help"])),
);

test("a mistake in the command line of the doctor is named in one line, a second one the help, exit code 2", async () =>
  expectMistake("doctor", "--data", await runApart("doctor", ["--data", "x"])));

test.each([
  ["hansa backup", [], "folder"],
  ["hansa restore", [], "a folder, or --after-failover"],
  ["hansa restore", ["--after-failover", "--lost-since", "yesterday"], "a time in the past"],
  ["hansa seed", ["--orders", "none"], "--orders"],
  ["hansa import", ["nowhere.csv"], "nowhere.csv"],
  ["hansa keys rotate", ["--step", "twice"], "--step"],
  ["hansa privacy erase", ["--email", "a@b.example", "--out", "x"], "--out"],
  ["hansa admin create", [], "--email"],
  ["hansa schema check", [], "--against"],
  ["hansa schema check", ["--against", "v0.0.0-none"], "v0.0.0-none"],
  ["hansa schema rollback", ["--to", "one"], "--to"],
  ["hansa settings set", ["returnDays"], "value"],
  ["hansa settings set", ["HANSA_RETURN_DAYS", "14"], "there is no setting HANSA_RETURN_DAYS"],
  ["hansa settings set", ["constructor", "14"], "there is no setting constructor"],
  ["hansa settings set", ["returnDays", "a month"], "a month"],
  ["hansa settings set", ["captureMode", "NEVER"], "ON_PLACEMENT, ON_FULFILMENT"],
  ["start", ["--without", "cellar"], "cellar"],
  ["start", ["--without", "cellar"], shopProcesses.map(({ name }) => name).join(", ")],
  ["start", ["--replicas", "cellar=2"], "Name one of products"],
  ["start", ["--replicas", "orders=6"], "from 1 to 5"],
  ["start", ["--replicas", "orders"], "from 1 to 5"],
  ["start", ["--gateway", "cosmo"], "'cosmo' is invalid. Allowed choices are hansa, apollo."],
  ["start", ["--gateway", "apollo", "--one-process"], "--one-process"],
  ["chaos -w @hansa/lab", ["--minute", "3"], "--minute"],
  ["hansa", ["bakup"], "unknown command 'bakup'"],
  ["hansa", [], "a command is missing"],
  ["hansa", ["keys", "crate"], "unknown command 'crate'"],
  ["check", ["formats"], "formats"],
  ["serve -w @hansa/router", ["--port", "eighty"], "--port"],
  ["replay -w @hansa/lab", ["--shop", "http://127.0.0.1:9", "--verify"], "--verify"],
  ["compose -w @hansa/router", ["there"], "too many arguments"],
])(mistakePromise, async (name, args, named) => expectMistake(name, named, await run(name, args)));

test.each([
  ["smoke", [], "no shop answers at"],
  ["hansa export", ["products.csv"], "no shop answers at"],
  ["hansa import", ["package.json", "--format", "json-lines"], "no shop answers at"],
  ["hansa settings list", [], "no shop answers at"],
  ["hansa settings set", ["returnDays", "14"], "no shop answers at"],
  ["hansa privacy export", ["--email", "a@b.example", "--out", path.join(data, "a.json")], "no shop answers at"],
  ["replay -w @hansa/lab", ["--shop", "http://127.0.0.1:9"], "no shop answers at http://127.0.0.1:9"],
])("%s without a shop on its port says so in one line with the remedy, exit code 1", async (name, args, line) => {
  const port = await findFreePorts(25_500);
  const { code, out, err } = await run(name, args, { HANSA_PORT: String(port) });
  expect(code, out + err).toBe(1);
  expect((out + err).trimEnd().split("\n")).toEqual([expect.stringContaining(line)]);
  expect(out + err).toContain("npm start");
});

test.each([
  ["hansa reconcile", []],
  ["hansa projections rebuild", []],
  ["hansa admin create", ["--email", "a@b.example"]],
])("%s without its files names the missing ones in one line, exit code 1", async (name, args) => {
  expectMissing(await run(name, args));
});

// A service ends its process by itself.
test("serve without its supergraph names it in one line, exit code 1", async () => {
  const args = ["--supergraph", "/nowhere/graph.graphql", "--identity", "none"];
  expectMissing(await runApart("serve -w @hansa/router", args));
});

function expectMissing({ code, out, err }: Ended): void {
  expect(code, out + err).toBe(1);
  expect((out + err).trimEnd().split("\n")).toEqual([expect.stringMatching(/no shop in|is not there/)]);
}

test("a command completes without an error if the reader of its output has ended", async () => {
  const { file, args, cwd } = scriptOf("hansa explain");
  const child = spawn(process.execPath, [file, ...args, "--help"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [err] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect([child.exitCode, err]).toEqual([0, ""]);
});

test("audit without stores says so in one line with an exit code of its own, different from that of a broken rule", async () => {
  const { code, out, err } = await runApart("hansa audit", []);
  expect([code, out]).toEqual([2, ""]);
  expect(err.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^audit: the stores could not be read: .*has no .*orders\.db/),
  ]);
});

test.each([
  ["hansa seed", "/dev/null/shop"],
  ["hansa keys create", "/dev/null/shop"],
  ["start", "/dev/null/shop"],
])(
  "%s with a data folder that cannot be created says so in one line with the remedy, exit code 1",
  async (name, folder) => {
    const port = await findFreePorts(25_700);
    const { code, out, err } = await runApart(name, [], { HANSA_DATA: folder, HANSA_PORT: String(port) });
    expect(code, out + err).toBe(1);
    expect((out + err).trimEnd().split("\n").at(-1)).toMatch(/\/dev\/null\/shop.*HANSA_DATA/);
    expect(out + err).not.toContain("\n    at ");
  },
);

test("an invalid HANSA_PORT is named in one line by every command that needs it", async () => {
  const ofOwners = ["reset", "seed", "audit", "reconcile", "export", "stripe-stand-in"];
  const needing = ["start", "smoke", ...ofOwners.map((name) => `hansa ${name}`)];
  for (const name of needing) {
    const args = name === "hansa export" ? ["products.csv"] : [];
    const { code, out, err } = await (name === "start" ? runApart : run)(name, args, { HANSA_PORT: "eighty" });
    // 1 of the audit is a broken rule.
    expect([name, code, (out + err).trimEnd().split("\n")]).toEqual([
      name,
      name === "hansa audit" ? 2 : 1,
      [expect.stringContaining("HANSA_PORT")],
    ]);
  }
});
