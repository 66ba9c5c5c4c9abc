/** The rules of workspaces: each fault is one line that names the file and the missing part. */
import { expect, test } from "vitest";
import { type Workspace, workspaceFaults } from "../../check/rules/workspaces.ts";
import { checkWorkspaces, readGlobals, readWorkspaces } from "../../check/steps/workspaces.ts";

const workspaces = readWorkspaces();
const globals = readGlobals();

/** The faults when one workspace is changed. */
function faultsWhen(folder: string, change: (workspace: Workspace) => Partial<Workspace>): string[] {
  expect(workspaces.map((each) => each.folder)).toContain(folder);
  const changed = workspaces.map((each) => (each.folder === folder ? { ...each, ...change(each) } : each));
  return workspaceFaults(changed, globals);
}

const withScript =
  (name: string, command: string) =>
  ({ manifest }: Workspace) => ({
    manifest: { ...manifest, scripts: { ...manifest.scripts, [name]: command } },
  });
const withSettings = (settings: unknown) => () => ({ settings: JSON.stringify(settings) });
const withEntry =
  (entry: string) =>
  ({ manifest, code }: Workspace) => ({
    manifest: { ...manifest, exports: { ...manifest.exports, [entry]: "./src/rpc/a.ts" } },
    code: new Map([...code, ["packages/kit/test/a.test.ts", `import "@hansa/kit/${entry}";`]]),
  });
const withFile =
  (file: string, text: string) =>
  ({ code }: Workspace) => ({ code: new Map([...code, [file, text]]) });

test("the workspaces of the repository have no fault, and its code is looked at", () => {
  const { looked, faults } = checkWorkspaces();
  expect({ looked: looked > 1_000, faults }).toEqual({ looked: true, faults: [] });
});

test.each<[string, string, (workspace: Workspace) => Partial<Workspace>, string]>([
  ["missing settings", "lab", () => ({ settings: undefined }), "lab/tsconfig.json is missing."],
  [
    "settings of another base",
    "lab",
    withSettings({ extends: "../strict.json", include: ["."] }),
    "lab/tsconfig.json does not extend that of the top folder.",
  ],
  [
    "another strictness",
    "subgraphs/users",
    withSettings({ extends: "../../tsconfig.json", include: ["."], compilerOptions: { strict: false } }),
    "subgraphs/users/tsconfig.json sets strict: compiler options are those of the top folder.",
  ],
  [
    "another strictness in the storefront",
    "apps/storefront",
    withSettings({
      extends: "../../tsconfig.json",
      include: ["."],
      compilerOptions: { jsx: "react-jsx", strict: false },
    }),
    "apps/storefront/tsconfig.json sets strict: compiler options are those of the top folder.",
  ],
  [
    "a style that no other workspace imports",
    "apps/storefront",
    ({ code }) => ({ code: new Map([...code].filter(([file]) => !file.endsWith(".css"))) }),
    "packages/front/package.json exports ./styles.css, which no other workspace imports.",
  ],
  [
    "another strictness in the playground",
    "router/playground",
    withSettings({
      extends: "../../tsconfig.json",
      include: ["."],
      compilerOptions: { lib: ["dom"], noImplicitReturns: false },
    }),
    "router/playground/tsconfig.json sets noImplicitReturns: compiler options are those of the top folder.",
  ],
  [
    "a part of the folder",
    "e2e",
    withSettings({ extends: "../tsconfig.json", include: ["stories"] }),
    "e2e/tsconfig.json does not include its whole folder.",
  ],
  [
    "excluded files",
    "e2e",
    withSettings({ extends: "../tsconfig.json", include: ["."], exclude: ["stories"] }),
    "e2e/tsconfig.json excludes files.",
  ],
  [
    "tests that are allowed to be missing",
    "router",
    withScript("test", "vitest run --passWithNoTests"),
    'router/package.json: its script "test" is not vitest run --root .. router/test/.',
  ],
  [
    "a test script without a test",
    "packages/client",
    withScript("test", "vitest run"),
    'packages/client/package.json: its script "test" is not absent, though it has no test.',
  ],
  [
    "a process that is started otherwise",
    "subgraphs/users",
    withScript("start", "node src/index.ts"),
    'subgraphs/users/package.json: its script "start" is not exec node ../../cli/ready.cjs --full ../../cli/start/main.ts --only users.',
  ],
  [
    "a test that imports another workspace by its name",
    "subgraphs/users",
    withFile("subgraphs/users/test/a.test.ts", 'import { one } from "@hansa/orders/one";'),
    "subgraphs/users/test/a.test.ts imports @hansa/orders, which subgraphs/users/package.json does not name.",
  ],
  [
    "a test that imports another workspace by a path",
    "subgraphs/users",
    withFile("subgraphs/users/test/a.test.ts", 'const { one } = await import("../../orders/src/one.ts");'),
    "subgraphs/users/test/a.test.ts imports @hansa/orders, which subgraphs/users/package.json does not name.",
  ],
  [
    "a workspace inside another one",
    "e2e/clients",
    withFile("e2e/clients/a.ts", 'import { one } from "../../tools/dev/task.ts";'),
    "e2e/clients/a.ts imports @hansa/tools, which e2e/clients/package.json does not name.",
  ],
  [
    "a file of the top folder that is no input of every task",
    "tools",
    withFile("tools/a.ts", 'import one from "../biome.json"; import two from "../codegen.ts";'),
    "tools/a.ts imports biome.json, which tools/package.json does not name.",
  ],
  [
    "an entry that is imported in its own workspace alone",
    "packages/kit",
    withEntry("./a"),
    "packages/kit/package.json exports ./a, which no other workspace imports.",
  ],
  [
    "an entry of the kit that is no face",
    "packages/kit",
    withEntry("./rpc/a"),
    "packages/kit/package.json exports ./rpc/a, which is no face.",
  ],
  [
    "a file of a pattern that no other workspace imports",
    "packages/contracts",
    withFile("packages/contracts/src/a.ts", ""),
    "packages/contracts/package.json exports ./a, which no other workspace imports.",
  ],
])("%s is a fault", (_name, folder, change, fault) => {
  expect(faultsWhen(folder, change)).toEqual([fault]);
});
