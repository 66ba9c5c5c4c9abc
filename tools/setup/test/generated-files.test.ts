/** Generated files, the programs of `npm start` among them: kept until one of their sources changes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { root, services } from "../../host/shop.mjs";
import { generateIfStale, programs } from "../generated-files.mjs";

test("are made once, again when a source changes or an output is missing, and only then with --only-missing", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-generated-"));
  const name = path.basename(folder);
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    rmSync(path.join(root, "node_modules/.cache/hansa", name), { force: true });
    vi.restoreAllMocks();
  });
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const [source, output] = ["source", "output"].map((file) => path.relative(root, path.join(folder, file)));
  const write = (file = "", text = "") => writeFileSync(path.join(root, file), text);
  const make = vi.fn(async () => write(output, "made"));
  const made = { name, inputs: () => [source ?? ""], outputs: () => [output ?? ""], make };

  write(source, "first");
  expect([await generateIfStale(made, false), await generateIfStale(made, false)]).toEqual([true, false]);
  write(source, "second");
  expect([await generateIfStale(made, true), await generateIfStale(made, false)]).toEqual([false, true]);
  rmSync(path.join(root, output ?? ""));
  expect([await generateIfStale(made, true), await generateIfStale(made, true)]).toEqual([true, false]);
  expect(make).toHaveBeenCalledTimes(3);
});

test("the programs are made from the sources of every process and from the locked packages", () => {
  const inputs = programs.inputs();
  for (const { folder } of services) expect(inputs).toContain(`${folder}/src/index.ts`);
  expect(inputs).toContain("package-lock.json");
  expect(inputs.filter((file) => file.includes("/test/") || file.includes("node_modules"))).toEqual([]);
});
