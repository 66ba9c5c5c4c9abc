/** Every command of package.json: help without a shop, one line per mistake or failure, and no stack trace. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { findFreePorts } from "../host/processes/ports.ts";
import { root } from "../host/shop.mjs";

const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))).scripts;

/** Programs of other projects, which have help of their own. */
const foreign = ["dev", "test", "codegen", "typecheck", "format"];
const isHook = (name: string) => name === "postinstall" || (name.startsWith("pre") && name.slice(3) in scripts);

/** The arguments of Node for each command of ours, without the set-up that npm runs before. */
const commands = new Map(
  Object.entries(scripts)
    .filter(([name]) => !foreign.includes(name) && !isHook(name))
    .map(([name, script]) => [name, programOf(name, script)]),
);

const data = mkdtempSync(path.join(tmpdir(), "hansa-help-"));
afterAll(() => rmSync(data, { recursive: true }));

type Ended = { code: number | null; out: string; err: string };

function programOf(name: string, script: string): string[] {
  const [, args] = /^(?:exec )?(?:env )?node (\S.*)$/.exec(script.split(" && ").at(-1) ?? "") ?? [];
  if (args === undefined) throw new Error(`${name} is no program of Node: "${script}"`);
  return args.split(" ");
}

/** Runs a command as npm does, in a folder without a shop. */
async function run(name: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [...(commands.get(name) ?? []), ...args], {
    cwd: root,
    env: { ...process.env, HANSA_DATA: path.join(data, "shop"), HANSA_HOST: "127.0.0.1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, out, err };
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

// Two at a time, as many as there are cores.
describe.concurrent("every command", { timeout: 60_000 }, () => {
  test.each([...commands.keys()])(
    "%s answers --help with its usage and every option, and starts nothing",
    async (name) => {
      const { code, out, err } = await run(name, ["--help"]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain(`Usage: npm ${name === "start" ? "" : "run "}${name} --`);
      const options = describedOptions(out);
      expect([...options.keys()]).toContain("--help");
      for (const [option, description] of options) expect(`${option} ${description}`).toMatch(/^--[\w-]+ \S{1,}.{8}/);
    },
  );

  test.each([
    ["start", ["--without", "cellar"], "cellar"],
    ["start", ["--gateway", "cosmo"], "'cosmo' is invalid. Allowed choices are hansa, apollo."],
    ["start", ["--gateway", "apollo", "--one-process"], "--one-process"],
    ["gateways", ["cosmo"], "cosmo"],
    ["chaos", ["--minute", "3"], "--minute"],
    ["doctor", ["--data", "x"], "--data"],
    ["seed", ["--orders", "none"], "--orders"],
    ["check", ["formats"], "formats"],
    ["router", ["--port", "eighty"], "--port"],
    ["import", ["nowhere.csv"], "nowhere.csv"],
    ["keys:rotate", ["--step", "twice"], "--step"],
    ["privacy:erase", ["--email", "a@b.example", "--out", "x"], "--out"],
    ["replay", ["--taxed", "--verify"], "--taxed"],
    ["admin:create", [], "--email"],
    ["compose", ["there"], "too many arguments"],
  ])("%s %j: one line names the mistake, a second one the help, exit code 2", async (name, args, named) => {
    const { code, out, err } = await run(name, args);
    const lines = (out + err).trimEnd().split("\n");
    expect(code, out + err).toBe(2);
    expect(lines).toEqual([
      expect.stringContaining(named),
      `npm ${name === "start" ? "" : "run "}${name} -- --help lists the options.`,
    ]);
  });

  test.each([
    ["smoke", [], "no shop answers at"],
    ["export", ["products.csv"], "no shop answers at"],
    ["import", ["package.json", "--format", "json-lines"], "no shop answers at"],
    ["privacy:export", ["--email", "a@b.example", "--out", path.join(data, "a.json")], "no shop answers at"],
    ["replay", ["--shop", "http://127.0.0.1:9"], "no shop answers at http://127.0.0.1:9"],
  ])("%s without a shop on its port says so in one line with the remedy, exit code 1", async (name, args, line) => {
    const port = await findFreePorts(25_500);
    const { code, out, err } = await run(name, args, { HANSA_PORT: String(port) });
    expect(code, out + err).toBe(1);
    expect((out + err).trimEnd().split("\n")).toEqual([expect.stringContaining(line)]);
    expect(out + err).toContain("npm start");
  });

  test.each([
    ["reconcile", []],
    ["projections:rebuild", []],
    ["admin:create", ["--email", "a@b.example"]],
    ["router", ["--supergraph", "/nowhere/graph.graphql", "--identity", "none"]],
  ])("%s without its files names the missing ones in one line, exit code 1", async (name, args) => {
    const { code, out, err } = await run(name, args);
    expect(code, out + err).toBe(1);
    expect((out + err).trimEnd().split("\n")).toEqual([expect.stringMatching(/no shop in|is not there/)]);
  });

  test("audit without stores says so in one line with an exit code of its own, different from that of a broken rule", async () => {
    const { code, out, err } = await run("audit", []);
    expect([code, out]).toEqual([2, ""]);
    expect(err.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^audit: the stores could not be read: .*has no .*orders\.db/),
    ]);
  });

  test.each([
    ["seed", "/dev/null/shop"],
    ["keys:create", "/dev/null/shop"],
    ["start", "/dev/null/shop"],
  ])(
    "%s with a data folder that cannot be created says so in one line with the remedy, exit code 1",
    async (name, folder) => {
      const port = await findFreePorts(25_700);
      const { code, out, err } = await run(name, [], { HANSA_DATA: folder, HANSA_PORT: String(port) });
      expect(code, out + err).toBe(1);
      expect((out + err).trimEnd().split("\n").at(-1)).toMatch(/\/dev\/null\/shop.*HANSA_DATA/);
      expect(out + err).not.toContain("\n    at ");
    },
  );

  test("an invalid HANSA_PORT is named in one line by every command that needs it", async () => {
    const needing = ["start", "reset", "seed", "smoke", "audit", "reconcile", "export", "stripe:stand-in"];
    for (const name of needing) {
      const args = name === "export" ? ["products.csv"] : [];
      const { code, out, err } = await run(name, args, { HANSA_PORT: "eighty" });
      expect([name, code, (out + err).trimEnd().split("\n")]).toEqual([
        name,
        1,
        [expect.stringContaining("HANSA_PORT")],
      ]);
    }
  });
});
