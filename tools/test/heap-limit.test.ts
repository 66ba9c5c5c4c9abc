/** The heap limit: the same number wherever a process of the shop is started. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { commandOf, memoryLimits, root, services } from "../../host/shop.mjs";

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

test("npm start, npm run dev and the images start every process with the same heap limits, below 512 MB", () => {
  expect(Number(memoryLimits[0]?.split("=")[1])).toBeLessThan(400);
  for (const { name } of services) expect(commandOf(name)).toEqual(expect.arrayContaining(memoryLimits));
  expect(read("tools/dev/replacement.ts")).toMatch(/execArgv: \[.*\.\.\.memoryLimits\b/);
  const commands = read("Dockerfile").match(/^CMD .*$/gm) ?? [];
  expect(commands).toHaveLength(services.length);
  for (const line of commands)
    expect(line).toContain(`"node", ${memoryLimits.map((limit) => `"${limit}"`).join(", ")}, `);
});
