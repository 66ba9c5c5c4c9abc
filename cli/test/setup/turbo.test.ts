/** The tasks of turbo.json: what makes one run again, and that none writes a committed file from a cache. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { root, services } from "../../host/shop.mjs";

const plan = z.object({
  tasks: z.array(
    z.object({
      taskId: z.string(),
      command: z.string(),
      inputs: z.record(z.string(), z.string()),
      outputs: z.array(z.string()).nullable(),
      dependencies: z.array(z.string()),
      resolvedTaskDefinition: z.object({ cache: z.boolean() }),
    }),
  ),
});

/** The tasks that would run, those without a script left out. */
function planOf(...tasks: string[]) {
  const turbo = path.join(root, "node_modules/turbo/bin/turbo");
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
  const args = [turbo, "run", ...tasks, "--dry=json"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8", maxBuffer: 2 ** 26 });
  return plan.parse(JSON.parse(stdout.slice(stdout.indexOf("{")))).tasks;
}

const planned = planOf("compose", "blocks", "codegen", "build", "typecheck", "test");
const runnable = planned.filter(({ command }) => command !== "<NONEXISTENT>");

test("no task has a committed file among its outputs", () => {
  const outputs = [...new Set(runnable.flatMap((task) => task.outputs ?? []))];
  expect(outputs).not.toEqual([]);
  expect(outputs.filter((output) => !/(^|\/)(dist|generated)(\/|$)/.test(output))).toEqual([]);
});

test("an edit of the committed supergraph makes the composition run again", () => {
  const compose = runnable.find(({ taskId }) => taskId === "@hansa/router#compose");
  expect(Object.keys(compose?.inputs ?? {})).toEqual(
    expect.arrayContaining(["supergraph.graphql", "client/schema.graphql", "nodes.graphql"]),
  );
});

test("the blocks of services are written each time: an edit by hand may be one that a cache has seen", () => {
  const blocks = runnable.find(({ taskId }) => taskId === "@hansa/tools#blocks");
  expect(blocks?.resolvedTaskDefinition.cache).toBe(false);
  expect(blocks?.outputs ?? []).toEqual([]);
});

test("tests are never replayed from the cache", () => {
  const tests = runnable.filter(({ taskId }) => taskId.endsWith("#test"));
  expect(tests.length).toBeGreaterThan(services.length);
  expect(tests.filter(({ resolvedTaskDefinition }) => resolvedTaskDefinition.cache)).toEqual([]);
});

test("the shared programs depend on the code of every process", () => {
  const byId = new Map(planned.map((task) => [task.taskId, task]));
  const below = (taskId: string): string[] => [taskId, ...(byId.get(taskId)?.dependencies ?? []).flatMap(below)];
  const reached = new Set(below("@hansa/tools#build"));
  for (const { name } of services) expect(reached).toContain(`@hansa/${name}#code`);
  expect(Object.keys(byId.get("@hansa/kit#code")?.inputs ?? {})).toContain("src/runtime/text/characters.ts");
  expect(reached).toContain("@hansa/commerce#code");
  expect(Object.keys(byId.get("@hansa/commerce#code")?.inputs ?? {})).toContain("src/money.ts");
});
