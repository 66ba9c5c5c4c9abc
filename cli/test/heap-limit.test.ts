/** The heap limits: the same numbers wherever a process of the shop is started. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { apolloGateway, commandOf, memoryLimitsOf, root, services, storefront } from "../host/shop.mjs";

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

test("npm start, npm run dev and the images start every process with the same heap limits, below 512 MB", () => {
  expect(read("tools/dev/service.ts")).toMatch(/args = \[\.\.\.memoryLimitsOf\(/);
  const commands = read("Dockerfile").match(/^CMD \["node".*$/gm) ?? [];
  // One stage for all services, that of the router, and that of the storefront.
  expect(commands).toHaveLength(3);
  const isOfStorefront = (line: string) => line.includes(storefront.folder);
  const ofServices = commands.filter((line) => !isOfStorefront(line));
  for (const { name } of services) expectLimits(name, ofServices);
  expectLimits(storefront.name, commands.filter(isOfStorefront));
});

/** The limits of a process stand in its command, and in these commands of images. */
function expectLimits(name: string, commands: readonly string[]): void {
  const limits = memoryLimitsOf(name);
  expect(Number(limits[0]?.split("=")[1])).toBeLessThan(400);
  expect(commandOf(name)).toEqual(expect.arrayContaining(limits));
  const options = limits.map((limit) => `"${limit}"`).join(", ");
  expect(commands.length).toBeGreaterThan(0);
  for (const line of commands) expect(line).toContain(`"node", ${options}, "--enable-source-maps", `);
}

test("Apollo's gateway has the heap limits of the router in whose place it runs", () => {
  expect(memoryLimitsOf(apolloGateway.name)).toEqual(memoryLimitsOf("router"));
});
