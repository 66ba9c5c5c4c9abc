/** The heap limits: the same numbers wherever a process of the shop is started. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { apolloGateway, commandOf, memoryLimitsOf, root, services } from "../host/shop.mjs";

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

test("npm start, npm run dev and the images start every process with the same heap limits, below 512 MB", () => {
  expect(read("tools/dev/process/replacement.ts")).toMatch(/execArgv: \[.*\.\.\.memoryLimitsOf\(/);
  const commands = read("Dockerfile").match(/^CMD \["node".*$/gm) ?? [];
  expect(commands).toHaveLength(services.length);
  for (const { name } of services) {
    const limits = memoryLimitsOf(name);
    expect(Number(limits[0]?.split("=")[1])).toBeLessThan(400);
    expect(commandOf(name)).toEqual(expect.arrayContaining(limits));
    const line = commands.find((command) => command.includes(`/dist/${name}.mjs`));
    expect(line).toContain(`"node", ${limits.map((limit) => `"${limit}"`).join(", ")}, "--enable-source-maps", `);
  }
});

test("Apollo's gateway has the heap limits of the router in whose place it runs", () => {
  expect(memoryLimitsOf(apolloGateway.name)).toEqual(memoryLimitsOf("router"));
});
