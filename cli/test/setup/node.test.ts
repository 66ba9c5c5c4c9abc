/** The first step of every command on an outdated Node: one line, and a newer Node or exit code 1. */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { transform } from "esbuild";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { root } from "../../host/shop.mjs";

const { isPatched, packages } = createRequire(import.meta.url)("../../setup/node.cjs");
const manifest = z.object({ engines: z.object({ node: z.string() }) });

const files = ["cli/ready.cjs", "cli/setup/node.cjs"];
const noRegistry = "http://127.0.0.1:9";
const copy = copyFirstStep();
afterAll(() => rmSync(copy, { recursive: true }));

/** A folder with the files of the first step, and nothing that was fetched before. */
function copyFirstStep(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-node-"));
  mkdirSync(path.join(folder, "cli", "setup"), { recursive: true });
  for (const file of files) cpSync(path.join(root, file), path.join(folder, file));
  return folder;
}

/** Runs the first step as a Node of this version would, with this registry. */
async function runAs(version: string, registry: string, folder = copy) {
  const preload = path.join(folder, `as-${version}.cjs`);
  writeFileSync(
    preload,
    `if (process.argv[1] && process.argv[1].endsWith("ready.cjs"))
       Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} });`,
  );
  const child = spawn(process.execPath, ["--require", preload, path.join(folder, "cli", "ready.cjs"), "--node"], {
    env: { PATH: process.env.PATH, HOME: folder, npm_config_registry: registry },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { status: child.exitCode, lines: `${stdout}${stderr}`.trim().split("\n") };
}

test.each(files)("%s runs on old versions of Node", async (file) => {
  const code = readFileSync(path.join(root, file), "utf8");
  const { warnings } = await transform(code, { target: "es5" });
  expect(warnings).toEqual([]);
  await expect(transform(`${code}\nconst late = () => 1;`, { target: "es5" })).rejects.toThrow(/es5/);
});

test.each(["22.18.0", "24.0.0", "25.1.0"])("Node %s runs Hansa without a download", async (version) => {
  expect(await runAs(version, noRegistry)).toEqual({ status: 0, lines: [""] });
});

test.each<[string, boolean]>([
  ["22.18.0", false],
  ["22.23.1", false],
  ["22.23.2", true],
  ["22.24.0", true],
  ["23.11.1", false],
  ["24.0.0", false],
  ["24.18.0", false],
  ["24.18.1", true],
  ["25.9.0", false],
  ["26.5.0", false],
  ["26.5.1", true],
  ["27.0.0", true],
])("Node %s has the security releases: %s", (version, expected) => {
  expect(isPatched(version)).toBe(expected);
});

test("every Node that is fetched has the security releases, those for Apple's computers included", () => {
  const held = z.record(z.string(), z.object({ version: z.string() })).parse(packages);
  const fetched = Object.entries(held).map(([platform, { version }]) => [platform, isPatched(version)]);
  expect(fetched).toHaveLength(4);
  expect(fetched.filter(([, isSafe]) => !isSafe)).toEqual([]);
});

test.each(["12.22.0", "17.9.1"])("Node %s is refused in one line", async (version) => {
  const { status, lines } = await runAs(version, noRegistry);
  expect(status).toBe(1);
  expect(lines).toEqual([`Hansa needs Node 22.18 or newer; this is ${version}. Install a newer Node and try again.`]);
});

test.each(["18.20.0", "20.20.2", "22.17.1"])(
  "Node %s without a registry names the missing version",
  async (version) => {
    const { status, lines } = await runAs(version, noRegistry);
    expect(status).toBe(1);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain("could not be fetched from the npm registry");
  },
);

test("every manifest asks for a Node with the security releases, and the first step runs on older ones", async () => {
  const workspaces = ["packages/*", "apps/*", "subgraphs/*", "router/playground", "e2e/clients", "cli"];
  const folders = [
    "",
    "e2e",
    "docs/front-ends/examples",
    "lab",
    "router",
    "tools",
    ...globSync(workspaces, { cwd: root }),
  ];
  for (const folder of folders) {
    const { engines } = manifest.parse(JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8")));
    expect([folder, engines.node]).toEqual([folder, "^22.23.2 || ^24.18.1 || >=26.5.1"]);
  }
  expect((await runAs("22.18.0", "")).status).toBe(0);
});

test.each(["18.20.0", "20.20.2"])(
  "Node %s fetches a newer Node once, and every npm script runs on it, also after npm ci",
  async (version) => {
    const folder = copyFirstStep();
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { registry, requests, integrity } = await serveNode();
    pinHash(folder, integrity);

    const first = await runAs(version, registry, folder);
    expect(first).toEqual({
      status: 0,
      lines: [expect.stringMatching(/; this is [\d.]+\. Fetching \S+@24\S* from the npm registry/)],
    });
    expect(nodeOfScripts(folder)).toBe("fetched");
    expect(requests.length).toBeGreaterThan(0);

    requests.length = 0;
    rmSync(path.join(folder, "node_modules"), { recursive: true });
    expect(await runAs(version, noRegistry, folder)).toEqual({ status: 0, lines: [""] });
    expect(nodeOfScripts(folder)).toBe("fetched");
    expect(requests).toEqual([]);
  },
);

test.each([
  ["vouches for it", undefined],
  ["claims the pinned hash", packageOfMachine().integrity],
])("a package with another hash is refused, and its program never runs, when the registry %s", async (_, claimed) => {
  const folder = copyFirstStep();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { registry } = await serveNode(claimed);
  const { status, lines } = await runAs("20.20.2", registry, folder);
  expect(status).toBe(1);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("is not the package of cli/setup/node.cjs");
  expect(existsSync(path.join(folder, "node_modules/.bin/node"))).toBe(false);
  expect(existsSync(path.join(folder, ".node/node_modules", packageOfMachine().name))).toBe(false);
});

test("each platform has its package with version and hash", () => {
  const table = readFileSync(path.join(root, "cli/setup/node.cjs"), "utf8");
  const hashes = [...table.matchAll(/version: "2[24]\.\d+\.\d+",\s+integrity: "(sha512-[\w+/]{86}==)"/g)].map(
    ([, hash]) => hash,
  );
  expect(new Set(hashes).size).toBe(4);
});

/** Makes the first step in this folder expect the hash of the test's package. */
function pinHash(folder: string, integrity: string): void {
  const file = path.join(folder, "cli/setup/node.cjs");
  const pinned = readFileSync(file, "utf8").replace(packageOfMachine().integrity, integrity);
  writeFileSync(file, pinned);
}

/** The package that the first step fetches on this machine. */
function packageOfMachine() {
  const table = readFileSync(path.join(root, "cli/setup/node.cjs"), "utf8");
  const entry = `"${process.platform} ${process.arch}": \\{\\s+name: "(.+)",\\s+version: "(.+)",\\s+integrity: "(.+)"`;
  const [, name = "", version = "", integrity = ""] = new RegExp(entry).exec(table) ?? [];
  return { name, version, integrity };
}

/**
 * A registry that has the package of Node 24 for this machine; its program says that it was fetched, and otherwise is this Node. The registry
 * claims this hash for it, else the right one.
 */
async function serveNode(claimed?: string): Promise<{ registry: string; requests: string[]; integrity: string }> {
  const { name, version } = packageOfMachine();
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-registry-"));
  const program = path.join(folder, "package", "bin", "node");
  mkdirSync(path.dirname(program), { recursive: true });
  writeFileSync(path.join(folder, "package", "package.json"), JSON.stringify({ name, version }));
  writeFileSync(program, `#!/bin/sh\nHANSA_NODE_IS=fetched exec "${process.execPath}" "$@"\n`);
  chmodSync(program, 0o755);
  execFileSync("tar", ["-czf", "package.tgz", "package"], { cwd: folder });
  const tarball = readFileSync(path.join(folder, "package.tgz"));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;

  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    if (request.url?.endsWith(".tgz")) return response.end(tarball);
    const dist = { tarball: `http://${request.headers.host}/package.tgz`, integrity: claimed ?? integrity };
    return response.end(JSON.stringify({ name, "dist-tags": {}, versions: { [version]: { name, version, dist } } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const address = z.object({ port: z.number() }).parse(server.address());
  return { registry: `http://127.0.0.1:${address.port}`, requests, integrity };
}

/** The Node on which an npm script of this folder runs. */
function nodeOfScripts(folder: string): string {
  const scripts = { which: "node -p process.env.HANSA_NODE_IS" };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, scripts }));
  return execFileSync("npm", ["run", "--silent", "which"], { cwd: folder, encoding: "utf8" }).trim();
}
