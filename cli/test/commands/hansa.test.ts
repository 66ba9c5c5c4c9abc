/** The command line of owners: what it loads, its built program, its bin, and the folder in which relative files are found. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { ownerCommands } from "../../commands/commands.ts";
import { hashOf } from "../../host/build/bundle.ts";
import { root } from "../../host/shop.mjs";
import { openOneProcess } from "../support/commands/one-process.ts";

/** Notes every module that is loaded from here on in `urls`. */
const preload = `
  import { writeSync } from "node:fs";
  import { registerHooks } from "node:module";
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  process.stdout.write = () => true;
  process.stdout.setMaxListeners(0);`;

type Ended = { code: number | null; out: string; err: string };

function run(program: string, args: readonly string[], folder = root): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment, INIT_CWD: folder };
    const child = execFile(program, [...args], { cwd: folder, env }, (_error, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

const environment = { HANSA_PORT: "9", HANSA_DATA: path.join(root, "nowhere") };
const runProgram = openOneProcess();

/** Runs a command line of owners from the sources, in the process of all. */
async function runHere(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const variables = { ...environment, ...more };
  const file = path.join(root, "cli/commands/main.ts");
  const { code, out, err } = await runProgram({ file, args: [...args], cwd: root, variables });
  return { code, out, err };
}

/** The files in cli/commands that one process loads for each of these command lines, from the sources. */
async function filesLoadedBy(commandLines: readonly string[][]): Promise<string[][]> {
  const all = commandLines.map((args) => JSON.stringify(args)).join();
  const program = `${preload}
    const ended = [];
    for (const args of [${all}]) {
      process.argv = [process.execPath, "main.ts", ...args];
      await import(\`${pathToFileURL(root).href}/cli/commands/main.ts?\${args.join("-")}\`);
      ended.push(urls.splice(0));
    }
    writeSync(2, JSON.stringify(ended));`;
  const { code, err } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect(code, err).toBe(0);
  const ofCommands = z.array(z.array(z.string())).parse(JSON.parse(err));
  return ofCommands.map((urls) => urls.flatMap((url) => /\/cli\/commands\/([^?]+)/.exec(url)?.[1] ?? []));
}

test("the list of commands loads the module of none", async () => {
  expect(await filesLoadedBy([["--help"]])).toEqual([["main.ts", "commands.ts"]]);
});

// In both orders, since a module is loaded once: each command comes before each other one in one of them.
test.each([
  ["first to last", (names: string[]) => names],
  ["last to first", (names: string[]) => names.reverse()],
])("each command loads its own module and that of no other command, %s", async (_order, ordered) => {
  const names = ordered(ownerCommands.map(({ name }) => name));
  const loaded = await filesLoadedBy(names.map((name) => [...name.split(" "), "--help"]));
  const seen = new Set<string>();
  for (const [at, name] of names.entries()) {
    const own = `${name.split(" ", 1)}/command.ts`;
    const isFirst = !seen.has(own);
    seen.add(own);
    expect([name, ...(loaded[at] ?? []).filter((file) => file.endsWith("/command.ts"))]).toEqual(
      isFirst ? [name, own] : [name],
    );
  }
});

test("the help has each command on a line of its own, in the order of the list", async () => {
  const { out } = await runHere(["--help"]);
  const [, list = ""] = out.split("\nCommands:\n");
  const lines = list.split("\n\n", 1).join("").split("\n");
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual(
    ownerCommands.map(({ name, summary }) => [name, summary]),
  );
});

test("a command asks the database of a store whose address is in the file of keys alone", async () => {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  mkdirSync(path.join(data, "keys/users"), { recursive: true });
  writeFileSync(
    path.join(data, "keys/users/keys.env"),
    "HANSA_USERS_DATABASE_URL=postgres://hansa@127.0.0.1:9/users\n",
  );
  const ended = await runHere(["reset", "--yes"], { HANSA_DATA: data });
  const refused = "postgres://127.0.0.1:9/users, schema public cannot be opened: connect ECONNREFUSED";
  expect(ended).toEqual({ code: 1, out: "", err: expect.stringContaining(refused) });
});

test("a command whose database does not answer ends in one line without the password, those that look with 2", async () => {
  const names = ["PRODUCTS", "USERS", "ORDERS", "PAYMENTS"].map((name) => `HANSA_${name}_DATABASE_URL`);
  const databases = Object.fromEntries(names.map((name) => [name, "postgres://hansa:secret@127.0.0.1:9/shop"]));
  for (const [name, code] of [
    ["status", 2],
    ["audit", 2],
    ["backup folder", 1],
    ["follow --order 1", 1],
    ["projections rebuild", 1],
    ["reset --yes", 1],
  ] as const) {
    const ended = await runHere(name.split(" "), databases);
    const refused = "postgres://127.0.0.1:9/shop, schema public cannot be opened: connect ECONNREFUSED";
    expect(ended).toEqual({ code, out: "", err: expect.stringContaining(refused) });
    expect(ended.err.trim().split("\n")).toHaveLength(1);
  }
});

test("reconcile asks the database of payments, and no file", async () => {
  const database = { HANSA_PAYMENTS_DATABASE_URL: "postgres://hansa@127.0.0.1:9/payments?options=none" };
  const ended = await runHere(["reconcile"], database);
  expect(ended).toMatchObject({ code: 1, err: expect.stringContaining("HANSA_PAYMENTS_DATABASE_URL") });
});

test("the bin of an installed clone runs a command, and answers with its exit code", async () => {
  const response = await run("npx", ["--no", "hansa", "audit"]);
  expect(response).toMatchObject({ code: 2, err: expect.stringMatching(/^audit: the stores could not be read: /) });
});

/** A clone in which each program prints what it is, with the list of sources that its set-up would make. */
function cloneWithPrograms(): { folder: string; source: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const source = "packages/kit/src/one.ts";
  const files = {
    [source]: "export const one = 1;",
    "cli/commands/main.ts": 'console.log("sources");',
    "dist/hansa.mjs": 'console.log("built");',
    "dist/sources.json": JSON.stringify({ [source]: hashOf("export const one = 1;") }),
    "dist/router.mjs": "",
    "node_modules/.package-lock.json": "{}",
    "packages/client/src/generated/graphql.ts": "",
    "router/playground/dist/index.html": "",
    "apps/storefront/dist/server/main.mjs": "",
    "apps/admin/dist/index.html": "",
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  for (const name of ["hansa.cjs", "ready.cjs", "setup"])
    cpSync(path.join(root, "cli", name), path.join(folder, "cli", name), { recursive: true });
  return { folder, source: path.join(folder, source) };
}

test("a command is the built program, and the sources after an edit of one of them, whatever its time", async () => {
  const { folder, source } = cloneWithPrograms();
  const started = async () => (await run(process.execPath, ["cli/hansa.cjs"], folder)).out.trim();
  expect(await started()).toBe("built");
  writeFileSync(source, "export const one = 2;");
  utimesSync(source, 1, 1);
  expect(await started()).toBe("sources");
  writeFileSync(source, "export const one = 1;");
  expect(await started()).toBe("built");
  rmSync(source);
  expect(await started()).toBe("sources");
});

test("the list of what the programs contain names each source of their maps, their tables of data and the packages", () => {
  const dist = path.join(root, "dist");
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(dist, name), "utf8"));
  const listed = Object.keys(z.record(z.string(), z.string()).parse(read("sources.json")));
  const maps = readdirSync(path.join(dist, "parts")).filter((name) => name.endsWith(".map"));
  const sources = maps.flatMap(
    (name) => z.object({ sources: z.array(z.string()) }).parse(read(`parts/${name}`)).sources,
  );
  const contained = sources.map((name) => path.relative(root, path.resolve(dist, "parts", name)));
  expect(contained).toContain("cli/commands/main.ts");
  expect(listed).toEqual(expect.arrayContaining([...new Set(contained)]));
  expect(listed).toEqual(expect.arrayContaining(["package-lock.json", "cli/demo/accounts/people.json"]));
});

test("a relative file is one of the folder where the command is typed", async () => {
  const here = ["run", "--silent", "hansa", "--", "import", "glossary.md", "--format", "json-lines"];
  expect(await run("npm", here, path.join(root, "docs"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("no shop answers at"),
  });
  expect(await run("npm", here)).toMatchObject({ code: 2, err: expect.stringContaining("glossary.md") });
});

test("a relative file of a script of a workspace is one of the folder where the command is typed", async () => {
  const given = ["--supergraph", "docs/nowhere.graphql", "--identity", "none"];
  const { code, err } = await run("npm", ["run", "--silent", "serve", "-w", "@hansa/router", "--", ...given]);
  expect([code, err.trim()]).toEqual([1, expect.stringContaining(path.join(root, "docs/nowhere.graphql"))]);
  expect(err).not.toContain("npm error Missing script");
});

test.each([
  ["results", "@hansa/lab"],
  ["compose", "@hansa/router"],
])("npm runs %s in %s and in no other workspace of that folder", async (script, workspace) => {
  const { code, out, err } = await run("npm", ["run", "--silent", script, "-w", workspace, "--", "--help"]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain(`Usage: npm run ${script} -w ${workspace} --`);
});
