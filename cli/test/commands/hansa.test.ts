/** The command line of owners: what it loads, its bin, and the folder in which relative files are found. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ownerCommands } from "../../commands/commands.ts";
import { root } from "../../host/shop.mjs";

/** Prints every module that was loaded, one a line, when the process ends. */
const preload = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from "node:fs";
  import { registerHooks } from "node:module";
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  process.on("exit", () => writeSync(2, urls.join("\\n")));
`)}`;

type Ended = { code: number | null; out: string; err: string };

function run(program: string, args: readonly string[], folder = root, more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const environment = { ...process.env, HANSA_PORT: "9", HANSA_DATA: path.join(root, "nowhere"), ...more };
    const child = execFile(program, [...args], { cwd: folder, env: environment }, (_error, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

/** The files in cli/commands that a command line loads. */
async function filesLoadedBy(...args: string[]): Promise<string[]> {
  const { code, err } = await run(process.execPath, ["--import", preload, "cli/commands/main.ts", ...args]);
  expect(code, err).toBe(0);
  const [, ...files] = err.split("/cli/commands/");
  return files.map((file) => file.split("\n", 1).join(""));
}

test("the list of commands loads the module of none", async () => {
  expect(await filesLoadedBy("--help")).toEqual(["main.ts", "commands.ts"]);
});

test.each(ownerCommands.map(({ name }) => name))(
  "%s loads its own module and that of no other command",
  async (name) => {
    const files = await filesLoadedBy(...name.split(" "), "--help");
    expect(files.filter((file) => file.endsWith("/command.ts"))).toEqual([`${name.split(" ", 1)}/command.ts`]);
  },
);

test("the help has each command on a line of its own, in the order of the list", async () => {
  const { out } = await run(process.execPath, ["cli/commands/main.ts", "--help"]);
  const [, list = ""] = out.split("\nCommands:\n");
  const lines = list.split("\n\n", 1).join("").split("\n");
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual(
    ownerCommands.map(({ name, summary }) => [name, summary]),
  );
});

test.each(ownerCommands.filter(({ readsFiles }) => readsFiles).map(({ name }) => name))(
  "%s is refused in one line where a store is on PostgreSQL",
  async (name) => {
    const database = { HANSA_ORDERS_DATABASE_URL: "postgres://hansa@127.0.0.1:9/orders" };
    const args = ["cli/commands/main.ts", ...name.split(" ")];
    const refused = `${name} reads files, and the store of orders is on PostgreSQL (docs/owners/postgresql.md)`;
    expect(await run(process.execPath, args, root, database)).toEqual({
      code: 1,
      out: "",
      err: expect.stringContaining(refused),
    });
  },
);

test("a command that reads files is refused also where the address of a store is in its file of keys alone", async () => {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  mkdirSync(path.join(data, "keys/users"), { recursive: true });
  writeFileSync(
    path.join(data, "keys/users/keys.env"),
    "HANSA_USERS_DATABASE_URL=postgres://hansa@127.0.0.1:9/users\n",
  );
  const ended = await run(process.execPath, ["cli/commands/main.ts", "backup", "copy"], root, { HANSA_DATA: data });
  const refused = "backup reads files, and the store of users is on PostgreSQL (docs/owners/postgresql.md)";
  expect(ended).toEqual({ code: 1, out: "", err: expect.stringContaining(refused) });
});

test.each([
  ["status", [], 2],
  ["status", ["--close", "alm_01"], 1],
])("%s %j of a stopped shop is refused in one line where a store is on PostgreSQL", async (name, args, code) => {
  const database = { HANSA_ORDERS_DATABASE_URL: "postgres://hansa@127.0.0.1:9/orders" };
  const ended = await run(process.execPath, ["cli/commands/main.ts", name, ...args], root, database);
  const refused = "is read from files, and the store of orders is on PostgreSQL (docs/owners/postgresql.md)";
  expect(ended).toEqual({ code, out: "", err: expect.stringContaining(refused) });
  expect(ended.err.trim().split("\n")).toHaveLength(1);
});

test("reconcile asks the database of payments, and no file", async () => {
  const database = { HANSA_PAYMENTS_DATABASE_URL: "postgres://hansa@127.0.0.1:9/payments?options=none" };
  const ended = await run(process.execPath, ["cli/commands/main.ts", "reconcile"], root, database);
  expect(ended).toMatchObject({ code: 1, err: expect.stringContaining("HANSA_PAYMENTS_DATABASE_URL") });
});

test("the bin of an installed clone runs a command, and answers with its exit code", async () => {
  const response = await run("npx", ["--no", "hansa", "audit"]);
  expect(response).toMatchObject({ code: 2, err: expect.stringMatching(/^audit: the stores could not be read: /) });
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
