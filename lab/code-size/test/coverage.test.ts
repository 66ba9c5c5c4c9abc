/** Coverage of a process between two moments names the source files that ran, and no other. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { filesThatRan, takeReports } from "../coverage.ts";
import { inAll } from "../executed-files.ts";
import { countLines } from "../lines.ts";

const preload = path.resolve(import.meta.dirname, "../coverage-on-signal.mjs");

test("a file counts whose function ran between two reports, and not one that ran before", async () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "hansa-coverage-test-")));
  const sources = {
    "before.ts": "export function before(): number {\n  return 1;\n}\n",
    "between.ts": "export function between(): number {\n  return 2;\n}\n",
    "never.ts": "export function never(): number {\n  return 3;\n}\n",
    "main.ts": [
      'import { before } from "./before.ts";',
      'import { between } from "./between.ts";',
      'import { never } from "./never.ts";',
      "before();",
      'process.on("message", (name) => { if (name === "between") between(); else never(); process.send?.("ran"); });',
      'process.send?.("started");',
    ].join("\n"),
  };
  for (const [file, text] of Object.entries(sources)) writeFileSync(path.join(folder, file), text);
  const bundle = path.join(folder, "out/main.mjs");
  await build({
    entryPoints: [path.join(folder, "main.ts")],
    outfile: bundle,
    bundle: true,
    format: "esm",
    sourcemap: "linked",
    platform: "node",
  });
  const reports = path.join(folder, "reports");
  mkdirSync(reports);
  const child = spawn(process.execPath, ["--enable-source-maps", "--import", preload, bundle], {
    env: { ...process.env, NODE_V8_COVERAGE: reports },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const message = () => new Promise((resolve) => child.once("message", resolve));
  try {
    await message();
    const pids = [child.pid ?? 0];
    expect(filesThatRan(await takeReports(reports, pids), folder)).toContain("before.ts");
    const ran = message();
    child.send("between");
    await ran;
    expect([...filesThatRan(await takeReports(reports, pids), folder)].sort()).toEqual(["between.ts", "main.ts"]);
  } finally {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});

test("files that ran each time are counted, and none is an error", () => {
  expect(inAll([new Set(["a", "b", "c"]), new Set(["c", "b"])])).toEqual(new Set(["b", "c"]));
  expect(() => inAll([new Set(["a"]), new Set(["b"])])).toThrow("no source file was seen to run");
});

test("the lines of each part are counted, of the checkout and of a commit", () => {
  for (const lines of [countLines(), countLines("HEAD")])
    expect(Math.min(lines.product, lines["lab and tools"])).toBeGreaterThan(10_000);
  expect(() => countLines("no-such-commit")).toThrow();
});
