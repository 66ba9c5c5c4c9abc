/** The page of the lab has a row for each folder with a command. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";

test("lab/README.md has a row with a command for each folder of the lab that has one", () => {
  const lab = path.join(root, "lab");
  const programs = globSync("*/**/main.ts", { cwd: lab, exclude: ["node_modules/**"] });
  const folders = new Set(programs.map((file) => file.split("/")[0]));
  const rows = [...readFileSync(path.join(lab, "README.md"), "utf8").matchAll(/^\| `npm run [^`]+` \| \[([\w-]+)\]/gm)];
  expect(folders.size).toBeGreaterThan(5);
  expect(new Set(rows.map(([, folder]) => folder))).toEqual(folders);
});
