/** The first step of every command on an outdated Node: one line, and Node 24 or exit code 1. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { transform } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../../host/shop.mjs";

const files = ["tools/ready.cjs", "tools/setup/node.cjs"];
const copy = mkdtempSync(path.join(tmpdir(), "hansa-node-"));

beforeAll(() => {
  mkdirSync(path.join(copy, "tools", "setup"), { recursive: true });
  for (const file of files) cpSync(path.join(root, file), path.join(copy, file));
});
afterAll(() => rmSync(copy, { recursive: true }));

/** Runs the first step as a Node of this version would, with this registry. */
function runAs(version: string, registry: string) {
  const preload = path.join(copy, `as-${version}.cjs`);
  writeFileSync(
    preload,
    `if (process.argv[1] && process.argv[1].endsWith("ready.cjs"))
       Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} });`,
  );
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", preload, path.join(copy, "tools", "ready.cjs"), "--node"],
    { env: { PATH: process.env.PATH, HOME: copy, npm_config_registry: registry }, encoding: "utf8" },
  );
  return { status, lines: `${stdout}${stderr}`.trim().split("\n") };
}

test.each(files)("%s runs on old versions of Node", async (file) => {
  const code = readFileSync(path.join(root, file), "utf8");
  const { warnings } = await transform(code, { target: "es5" });
  expect(warnings).toEqual([]);
  await expect(transform(`${code}\nconst late = () => 1;`, { target: "es5" })).rejects.toThrow(/es5/);
});

test.each(["22.18.0", "24.0.0", "25.1.0"])("Node %s runs Hansa without a download", (version) => {
  expect(runAs(version, "http://127.0.0.1:9")).toEqual({ status: 0, lines: [""] });
});

test.each(["12.22.0", "17.9.1"])("Node %s is refused in one line", (version) => {
  const { status, lines } = runAs(version, "http://127.0.0.1:9");
  expect(status).toBe(1);
  expect(lines).toEqual([`Hansa needs Node 22.18 or newer; this is ${version}. Install a newer Node and try again.`]);
});

test.each(["18.20.0", "20.20.2", "22.17.1"])("Node %s without a registry names the missing version", (version) => {
  const { status, lines } = runAs(version, "http://127.0.0.1:9");
  expect(status).toBe(1);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("could not be fetched from the npm registry");
});

test("the oldest Node in package.json is the one of the first step", () => {
  const manifest = z
    .object({ engines: z.object({ node: z.string() }) })
    .parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")));
  expect(manifest.engines.node).toBe(">=22.18");
  expect(runAs("22.18.0", "").status).toBe(0);
});
