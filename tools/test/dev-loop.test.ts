/** `turbo dev` with the router and one service: an edit is served, and a broken one takes the service away until the next; `long/` edits more. */
import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { holderOf } from "../../cli/host/data/folder-lock.mjs";
import { resolverFile, resolverStart, titleQuery, useDevLoop } from "./support/dev-loop.ts";
import { livingOf } from "./support/dev-tasks.ts";

const dev = useDevLoop();

test("each line has one prefix, the banner is whole, and each absent service has one line", async () => {
  const { port, tasks } = dev();
  await tasks.until(() => expect(tasks.output().match(/does not run/g)).toHaveLength(8));
  const lines = tasks.output().split("\n");
  for (const name of ["users", "orders", "payments", "storefront"])
    for (const task of ["router", "products"])
      expect(lines).toContainEqual(
        expect.stringMatching(`^@hansa/${task}:dev: ${name} does not run: .*--filter=@hansa/${name}`),
      );
  expect(lines.filter((line) => /(products|router):dev:.*(products|router):dev:/.test(line))).toEqual([]);
  expect(lines).toContain(`@hansa/router:dev:   GraphQL          http://127.0.0.1:${port}/graphql`);
  expect(lines.filter((line) => line.endsWith("left out"))).toHaveLength(4);
  expect(lines.filter((line) => /^@hansa\/\w+:dev:\s+at |\{"level"/.test(line))).toEqual([]);
});

test("an edit is served, a broken source takes the service away and names its place, and the next edit brings it back", async () => {
  const { tasks, files, first, ask } = dev();
  const original = files.read(resolverFile);
  files.write(resolverFile, original.replace(resolverStart, `$&\n  title: () => "edited",`));
  await tasks.untilServed(async () => expect(await ask(titleQuery)).toContain('"title":"edited"'));

  files.write(resolverFile, `${original}\nconst broken = ;\n`);
  const place = `${resolverFile}:${original.split("\n").length + 1}`;
  await tasks.until(() => expect(tasks.output()).toMatch(new RegExp(`^@hansa/products:dev: .*/${place}$`, "m")));
  await tasks.until(() => expect(tasks.output()).toMatch(/^@hansa\/products:dev: ended \(code 1\): the next edit/m));
  expect(await ask(titleQuery)).toContain("SUBGRAPH_UNAVAILABLE");

  // As git does it.
  files.replace(resolverFile, original);
  await tasks.untilServed(async () => expect(await ask(titleQuery)).toBe(first.title));
});

test("a service answers rover, curl and other gateways at its own port, for guests too, and nothing at its private one", async () => {
  const { port } = dev();
  const sendTo = async (offset: number, url: string) => {
    const response = await fetch(`http://127.0.0.1:${port + offset}${url}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ _service { sdl } }" }),
    });
    return { status: response.status, text: await response.text() };
  };
  const { status, text } = await sendTo(1, "/graphql");
  expect([status, text]).toEqual([200, expect.stringContaining("type Product implements")]);
  expect((await sendTo(11, "/internal/events")).status).toBe(401);
});

test("Ctrl-C ends all tasks and leaves no process and no lock", async () => {
  const { data, tasks } = dev();
  expect(holderOf(data)).toBeDefined();
  expect(globSync("**/*.pid", { cwd: data }).toSorted()).toEqual(["products/running.pid", "router/running.pid"]);
  const processes = tasks.processes();
  // turbo, and for each task npm, the task and its service.
  expect(processes.length).toBeGreaterThan(7);
  await tasks.stop("SIGINT");
  await expect.poll(() => livingOf(processes)).toEqual([]);
  expect(globSync("**/*.pid", { cwd: data })).toEqual([]);
});
