/** The bundled programs: errors name the sources, and source maps contain no packages. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { buildProcesses, builtProgram } from "../../cli/host/build/bundle.ts";
import { root } from "../../cli/host/shop.mjs";

const built = path.join(root, "dist");

test("an error in a bundled program names the file and the line of its source", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-failing-"));
  try {
    const source = path.join(import.meta.dirname, "support", "failing-program.ts");
    await buildProcesses(folder, { failing: source });
    const program = builtProgram(folder, "failing");
    const { status, stderr } = spawnSync(process.execPath, ["--enable-source-maps", program], { encoding: "utf8" });
    expect(status).toBe(1);
    const line =
      readFileSync(source, "utf8")
        .split("\n")
        .findIndex((text) => text.includes("throw new Error")) + 1;
    expect(stderr).toContain(`tools/test/support/failing-program.ts:${line}:`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the programs are readable by an account that did not build them, as in an image", () => {
  for (const file of ["", "parts", "router.mjs"])
    expect(statSync(path.join(built, file)).mode & 0o004, file).toBe(0o004);
});

test("the source maps of the programs contain our own files only, and each of them some", () => {
  const maps = readdirSync(path.join(built, "parts")).filter((name) => name.endsWith(".map"));
  const filesOf = maps.map((name) => {
    const text = readFileSync(path.join(built, "parts", name), "utf8");
    return z.object({ sources: z.array(z.string()) }).parse(JSON.parse(text)).sources;
  });
  const sources = filesOf.flat();
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.filter((source) => source.includes("node_modules"))).toEqual([]);
  expect(maps.filter((_, at) => filesOf[at]?.length === 0)).toEqual([]);
});

test("at most a seventh of the programs' text is beyond ASCII, which V8 keeps in two bytes per character", () => {
  const parts = readdirSync(path.join(built, "parts")).filter((name) => name.endsWith(".mjs"));
  const texts = parts.map((name) => readFileSync(path.join(built, "parts", name), "utf8"));
  const wide = texts.filter((text) => /\P{ASCII}/u.test(text));
  const lengthOf = (some: readonly string[]) => some.reduce((sum, { length }) => sum + length, 0);
  expect(lengthOf(texts)).toBeGreaterThan(1_000_000);
  expect(lengthOf(wide) / lengthOf(texts)).toBeLessThan(1 / 7);
});
