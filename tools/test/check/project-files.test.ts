/** Files for contributors' tools name existing versions, packages and schemas. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { root, shopProcesses } from "../../../cli/host/shop.mjs";
import { typedScripts } from "../../../cli/test/support/commands/npm-commands.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

test(".nvmrc names the Node that the images ship", () => {
  const shipped = [...read("Dockerfile").matchAll(/^FROM node:(\d+)-/gm)].map(([, major]) => major);
  expect(shipped).not.toEqual([]);
  expect(new Set(shipped)).toEqual(new Set([read(".nvmrc").trim()]));
});

test("the top folder has the folders of the tree in ARCHITECTURE.md; those of tools begin with a point", () => {
  const [, tree = ""] = /## Tree\n[\s\S]*?```\n([\s\S]*?)```/.exec(read("ARCHITECTURE.md")) ?? [];
  const planned = [...tree.matchAll(/^([a-z0-9]+)\//gm)].map(([, folder = ""]) => folder);
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    ...{ cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 },
  });
  const folders = [...listed.matchAll(/^([^./][^/\n]*)\//gm)].map(([, folder = ""]) => folder);
  expect([...new Set(folders)].sort()).toEqual([...new Set(planned)].sort());
});

test("people find at most 14 scripts in the top folder: others belong to hansa or to a workspace", () => {
  const names = typedScripts();
  expect(names).toContain("hansa");
  expect(names.length, names.join(", ")).toBeLessThanOrEqual(14);
});

test("the files that companies and contributors look for are there, and CI runs the gate of this repository", () => {
  const expected = [
    "LICENSE",
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CODE_OF_CONDUCT.md",
    "CHANGELOG.md",
    "docs/owners/upgrades.md",
    ".editorconfig",
    ".nvmrc",
    "renovate.json",
    ".github/pull_request_template.md",
    ".github/ISSUE_TEMPLATE/bug.yml",
    ".github/ISSUE_TEMPLATE/feature.yml",
  ];
  expect(expected.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  const workflow = z.object({
    jobs: z.record(z.string(), z.object({ steps: z.array(z.object({ run: z.string().optional() })) })),
  });
  const runsOf = (file: string) =>
    Object.values(workflow.parse(parse(read(file))).jobs).flatMap(({ steps }) => steps.map((step) => step.run));
  expect(runsOf(".github/workflows/ci.yml")).toContainEqual(expect.stringMatching(/^\.ci\/run( |$)/));
  expect(runsOf(".github/workflows/nightly.yml")).toContainEqual(expect.stringMatching(/^\.ci\/run --all( |$)/));
});

test("the collector in docs/owners/traces.md has the parts of its pipeline, and keeps traces with errors", () => {
  const [, block = ""] = /^```yaml\n(.*?)^```/ms.exec(read("docs/owners/traces.md")) ?? [];
  const parts = z.record(z.string(), z.unknown());
  const policy = z.object({ status_code: z.object({ status_codes: z.array(z.string()) }).optional() });
  const collector = z.object({
    receivers: parts,
    processors: z.looseObject({ tail_sampling: z.object({ policies: z.array(policy) }) }),
    exporters: parts,
    service: z.object({
      pipelines: z.object({ traces: z.record(z.enum(["receivers", "processors", "exporters"]), z.array(z.string())) }),
    }),
  });
  const configured = collector.parse(parse(block));
  const { receivers, processors, exporters } = configured;
  const defined = {
    receivers: Object.keys(receivers),
    processors: Object.keys(processors).toSorted(),
    exporters: Object.keys(exporters),
  };
  expect(configured.service.pipelines.traces).toEqual(defined);
  expect(processors.tail_sampling.policies).toContainEqual({ status_code: { status_codes: ["ERROR"] } });
});

test("turbo dev runs one task for each process, with the environment of the shell and after the preparation", async () => {
  const planned = z.object({
    tasks: z.array(
      z.object({
        taskId: z.string(),
        command: z.string(),
        envMode: z.string(),
        dependencies: z.array(z.string()),
        resolvedTaskDefinition: z.object({ cache: z.boolean(), persistent: z.boolean().nullable() }),
      }),
    ),
  });
  const plan = async (...options: string[]) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.join(root, "node_modules/.bin/turbo"), "run", "dev", "--dry=json", ...options],
      { cwd: root, env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" }, maxBuffer: 64 * 1024 * 1024 },
    );
    return planned.parse(JSON.parse(stdout)).tasks.filter(({ command }) => command !== "<NONEXISTENT>");
  };
  const tasks = await plan();
  const [first, ...others] = tasks;
  const names = shopProcesses.map(({ name }) => `@hansa/${name}#dev`);
  expect(first).toMatchObject({ taskId: "//#predev", command: expect.stringContaining("tools/dev/preparation.ts") });
  expect(others.map(({ taskId }) => taskId)).toEqual(names.toSorted());
  for (const { taskId, command, envMode, dependencies, resolvedTaskDefinition } of others) {
    // The storefront is copied out: its task is its own.
    const program =
      taskId === "@hansa/storefront#dev" ? /^exec node dev\/main\.ts$/ : /^exec node (\.\.\/)+tools\/dev\/task\.ts$/;
    expect([taskId, command]).toEqual([taskId, expect.stringMatching(program)]);
    expect({ envMode, dependencies, resolvedTaskDefinition }).toEqual({
      envMode: "loose",
      dependencies: ["//#predev"],
      resolvedTaskDefinition: { cache: false, persistent: true },
    });
  }
  const without = await plan("--filter=!@hansa/users");
  expect(without.map(({ taskId }) => taskId)).not.toContain("@hansa/users#dev");
  expect(without).toHaveLength(tasks.length - 1);
});

test("the GraphQL configuration of editors finds the client schema and operations", () => {
  const config = z
    .object({ schema: z.string(), documents: z.array(z.string()) })
    .parse(parse(read("graphql.config.yml")));
  for (const pattern of [config.schema, ...config.documents])
    expect(globSync(pattern, { cwd: root }).length, pattern).toBeGreaterThan(0);
});

test("every package that Renovate has a rule for is in the lock file", () => {
  const rule = z.object({ matchPackageNames: z.array(z.string()), matchDatasources: z.array(z.string()).default([]) });
  const rules = z.object({ packageRules: z.array(rule) });
  const { packages } = z
    .object({ packages: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(read("package-lock.json")));
  const named = rules
    .parse(JSON.parse(read("renovate.json")))
    .packageRules.filter(({ matchDatasources }) => !matchDatasources.includes("docker"))
    .flatMap(({ matchPackageNames }) => matchPackageNames);
  expect(named).not.toEqual([]);
  expect(named.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
});

test("the SBOM of a release lists every dependency of every workspace, each component with its licence", async () => {
  const command =
    /^ {6}- run: npm (sbom .*) > sbom\.cdx\.json$/m.exec(read(".github/workflows/release.yml"))?.[1] ?? "";
  const { stdout } = await promisify(execFile)("npm", command.split(" "), { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });
  const manifests = globSync("{packages/*,apps/*,subgraphs/*,router,docs/front-ends/examples}/package.json", {
    cwd: root,
  });
  const dependencies = manifests.flatMap((file) => Object.keys(manifest.parse(JSON.parse(read(file))).dependencies));
  const component = z.object({ name: z.string(), licenses: z.array(z.unknown()).default([]) });
  const { components } = z.object({ components: z.array(component) }).parse(JSON.parse(stdout));
  const names = components.map(({ name }) => name);
  expect(dependencies.length).toBeGreaterThan(50);
  const ours = /^@hansa\//;
  expect(dependencies.filter((name) => !ours.test(name) && !names.includes(name))).toEqual([]);
  expect(components.filter(({ licenses }) => licenses.length === 0)).toEqual([]);
});

test("commands that tests run at once look for free ports at distant places", () => {
  const files = globSync("{cli,e2e,lab,tools}/**/*.ts", { cwd: root, exclude: (name) => name === "node_modules" });
  const texts = files.map(read).join("\n");
  const ports = [...texts.matchAll(/\bfindFreePorts\((\d+)_(\d+)\)/g)].map(([, thousands, rest]) =>
    Number(`${thousands}${rest}`),
  );
  const sorted = ports.toSorted((one, other) => one - other);
  expect(sorted.length).toBeGreaterThan(8);
  expect(sorted.filter((port, index) => index > 0 && port - (sorted[index - 1] ?? 0) < 200)).toEqual([]);
});
