/** Workspaces: each has the compiler settings and the scripts of its kind, and its manifest names what its code imports. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { findUnnamedImports, readWorkspaces } from "../../check/rules/manifests.ts";

const workspaces = readWorkspaces(root).map(({ folder }) => folder);
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), "utf8"));
const toTop = (folder: string) => path.posix.relative(folder, ".");

/** The options that workspaces whose code runs in a browser may set. None makes the compiler accept more. */
const browserOptions = ["jsx", "lib", "module", "moduleResolution", "tsBuildInfoFile", "types"];
const ofBrowsers = ["router/playground", "packages/front", "apps/storefront", "apps/admin"];
/** The folders that a developer copies out: its settings and scripts name nothing above it. */
const copied = ["packages/front", "apps/storefront", "apps/admin"];
const options = z.object({ compilerOptions: z.record(z.string(), z.unknown()) });

test.each(copied)("the compiler checks all of %s as strictly as the top folder, without a file of it", (folder) => {
  const own = options.extend({ include: z.array(z.string()), extends: z.undefined().optional() });
  const { include, compilerOptions } = own.parse(read(`${folder}/tsconfig.json`));
  expect(include).toContain(".");
  const shared = (all: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(all).filter(([option]) => !browserOptions.includes(option)));
  expect(shared(compilerOptions)).toEqual(shared(options.parse(read("tsconfig.json")).compilerOptions));
});

const others = workspaces.filter((folder) => !copied.includes(folder));

test.each(others)("the compiler checks all of %s, as strictly as the top folder", (folder) => {
  const settings = z.strictObject({
    extends: z.literal(`${toTop(folder)}/tsconfig.json`),
    include: z.array(z.string()),
    ...(ofBrowsers.includes(folder)
      ? {
          compilerOptions: z.partialRecord(z.enum(browserOptions), z.unknown()),
          exclude: z.array(z.enum(["node_modules", "dist"])),
        }
      : {}),
  });
  expect(settings.parse(read(`${folder}/tsconfig.json`)).include).toContain(".");
});

const manifest = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

test.each(workspaces)("%s has the scripts of its kind", (folder) => {
  const tests = globSync(`${folder}/**/*.test.{ts,tsx}`, { cwd: root, exclude: ["**/node_modules/**"] }).filter(
    (file) => workspaces.every((other) => other.length <= folder.length || !file.startsWith(`${other}/`)),
  );
  const place = tests.every((file) => file.startsWith(`${folder}/test/`)) ? `${folder}/test/` : `${folder}/`;
  const top = toTop(folder);
  const name = path.basename(folder);
  const { scripts } = manifest.parse(read(`${folder}/package.json`));
  expect(scripts).toMatchObject({
    typecheck: "tsc",
    ...(tests.length > 0 && { test: copied.includes(folder) ? "vitest run" : `vitest run --root ${top} ${place}` }),
    ...(/^(subgraphs\/|router$)/.test(folder) && {
      build: `exec node ${top}/cli/ready.cjs --node ${top}/tools/build/main.ts ${name}`,
      start: `exec node ${top}/cli/ready.cjs --full ${top}/cli/start/main.ts --only ${name}`,
    }),
  });
  if (copied.includes(folder)) expect(Object.values(scripts).filter((script) => script.includes(".."))).toEqual([]);
  // A script without a test would have to allow that there is none.
  expect("test" in scripts).toBe(tests.length > 0);
});

test("the kit exports one face for each folder", () => {
  const { exports } = z.object({ exports: z.record(z.string(), z.string()) }).parse(read("packages/kit/package.json"));
  expect(Object.keys(exports).filter((entry) => !/^\.\/[a-z-]+$/.test(entry))).toEqual([]);
});

test.each([
  ["subgraphs/users/test/a.test.ts", "subgraphs/orders/src/one.ts", "@hansa/orders", "subgraphs/users"],
  ["e2e/clients/a.ts", "tools/dev/task.ts", "@hansa/tools", "e2e/clients"],
  ["tools/a.ts", "biome.json", "biome.json", "tools"],
])("%s imports %s, which its manifest does not name", (from, to, target, folder) => {
  const sound = [
    { from: "tools/a.ts", to: "codegen.ts" },
    { from: "subgraphs/users/src/a.ts", to: "packages/kit/src/rpc/index.ts" },
  ];
  expect(findUnnamedImports([...sound, { from, to }], readWorkspaces(root), ["codegen.ts"])).toEqual([
    `${from} imports ${target}, which ${folder}/package.json does not name.`,
  ]);
});
