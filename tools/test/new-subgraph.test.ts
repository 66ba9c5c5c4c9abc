/** `npm run new:subgraph` in a copy of the repository: the subgraph is served, and its removal leaves a clean tree. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { buildProcesses, builtProgram } from "../host/build/bundle.ts";
import { findFreePorts } from "../host/processes/ports.ts";
import { root, storeFile } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";
import { readNewService } from "../new-subgraph/names.ts";
import { linkPackages } from "./support/repository-copy.ts";

const name = "wishlists";
/** The unit of the limit of the test that checks the types of the whole repository, which takes a quarter of an hour on a busy machine. */
const oneMinute = 60_000;
const copy = mkdtempSync(path.join(tmpdir(), "hansa-new-subgraph-"));
afterAll(() => rmSync(copy, { recursive: true }));

beforeAll(() => {
  git(copy, "init", "--quiet");
  // To an empty repository every file that is not ignored is new: so the sources may be a checkout or an archive.
  const among = [`--git-dir=${path.join(copy, ".git")}`, `--work-tree=${root}`];
  for (const file of git(root, ...among, "ls-files", "--others", "--exclude-standard", "-z").split("\0")) {
    if (file === "") continue;
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    copyFileSync(path.join(root, file), path.join(copy, file));
  }
  const folders = ["packages", "subgraphs"].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((entry) => path.join(folder, entry)),
  );
  const installed = folders.filter((folder) => existsSync(path.join(root, folder, "node_modules")));
  linkPackages(copy, ["", ...installed, "router", "router/playground", "e2e", "examples"]);
  git(copy, "add", "--all");
  git(copy, "-c", "user.name=test", "-c", "user.email=test@hansa.example", "commit", "--quiet", "--message", "before");
});

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("git", args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Runs the command in the copy, as npm does. */
function command(...args: string[]): { code: number | null; output: string } {
  const node = ["tools/new-subgraph/main.ts", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: copy, encoding: "utf8" });
  return { code: status, output: stdout + stderr };
}

/** Runs a tool in the copy; throws, with what it says, if it finds faults. */
function tool(command: string, ...args: string[]): void {
  const program = path.join("node_modules", ".bin", command);
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: copy, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
}

test.each([
  ["Wishlists", "lower-case letters"],
  ["wish-lists", "lower-case letters"],
  ["2do", "lower-case letters"],
  ["router", "reserved"],
  ["order", "reserved"],
  ["public", "HANSA_PUBLIC_URL"],
  ["orders", "already"],
])("the name %s is refused", (refused, reason) => {
  expect(() => readNewService(refused)).toThrow(reason);
});

test.each(["Shelf", "Money", "Node"])("the type %s, which has no owner to extend it from, is refused", (type) => {
  expect(() => readNewService(name, ["User", type])).toThrow(`"${type}" cannot be extended`);
});

test("a refusal is one line with exit code 1, and nothing is written", () => {
  const { code, output } = command("wish-lists");
  expect({ code, lines: output.trimEnd().split("\n") }).toEqual({
    code: 1,
    lines: [expect.stringMatching(/^new:subgraph: "wish-lists" is no name for a subgraph: /)],
  });
  expect(git(copy, "status", "--porcelain")).toBe("");
});

test(
  "a subgraph is created without a registry, answers through the router, and is removed without a trace",
  async () => {
    expect(command(name, "--extends", "User,Product")).toMatchObject({ code: 0 });
    expect(inCopy("tools/setup/packages.mjs", "reasonToInstall()")).toBe(undefined);
    expect(inCopy("tools/check/steps/services.ts", "checkServices().faults")).toEqual([]);
    tool("biome", "check", path.join("subgraphs", name), "packages/kit/src/services.mjs");
    tool("graphql-codegen", "--config", "codegen.ts");
    tool("tsc");

    const { ask, data } = await startShop();
    const Database = loadDriver();
    const store = new Database(storeFile(data, name));
    store.prepare("INSERT INTO entries (slug, title) VALUES ('first', 'First entry')").run();
    store.close();
    expect(
      await ask('{ found: wishlistsEntry(slug: "first") { title } unknown: wishlistsEntry(slug: "x") { title } }'),
    ).toEqual({ data: { found: { title: "First entry" }, unknown: null } });

    expect(command("--remove", name)).toMatchObject({ code: 0 });
    expect(git(copy, "status", "--porcelain", "--untracked-files=all")).toBe("");
    expect(existsSync(path.join(copy, "subgraphs", name))).toBe(false);
  },
  30 * oneMinute,
);

test("a subgraph of the shop itself is not removed", () => {
  expect(command("--remove", "orders")).toEqual({ code: 1, output: expect.stringContaining("other services depend") });
});

/** The value of an expression of a module, in a process that reads the copy as it is now. */
function inCopy(module: string, expression: string): unknown {
  const script = `import * as module from ${JSON.stringify(path.join(copy, module))};
    console.log(JSON.stringify({ value: module.${expression} }));`;
  const args = ["--input-type=module", "--eval", script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const answer: { value?: unknown } = JSON.parse(stdout);
  return answer.value;
}

/** Builds and starts the router and the new subgraph: the others are not needed to read it. */
async function startShop(): Promise<{ ask(query: string): Promise<unknown>; data: string }> {
  const folders = { router: "router", [name]: path.join("subgraphs", name) };
  const built = path.join(copy, "dist");
  const entries = Object.entries(folders).map(([process, folder]) => [
    process,
    path.join(copy, folder, "src/index.ts"),
  ]);
  await buildProcesses(built, Object.fromEntries(entries));
  const data = path.join(copy, ".data");
  mkdirSync(data);
  const port = await findFreePorts(28_500);
  const children = Object.entries(folders).map(([process, folder]) => start(process, folder));
  onTestFinished(() => {
    for (const child of children) child.kill("SIGKILL");
  });

  function start(process_: string, folder: string): ChildProcess {
    const environment = { HANSA_PORT: String(port), HANSA_DATA: data, HANSA_LOG_LEVEL: "warn" };
    return spawn(process.execPath, [builtProgram(built, process_)], {
      cwd: path.join(copy, folder),
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
    });
  }

  const send = async (query: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };
  const probe = () => send(`{ ${name}Entry(slug: "none") { slug } }`).catch(() => undefined);
  while (!isDeepStrictEqual(await probe(), { data: { [`${name}Entry`]: null } })) {
    const ended = children.find(({ exitCode }) => exitCode !== null);
    if (ended) throw new Error(`${ended.spawnargs.at(-1)} ended; its messages are above`);
    await pause(250);
  }
  return { ask: send, data };
}
