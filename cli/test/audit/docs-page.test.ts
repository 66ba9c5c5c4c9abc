/** docs/owners/audit.md: its commands run as written and print the documented output. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { auditStores } from "../../audit/audit.ts";
import { root } from "../../host/shop.mjs";
import { copyOf, damage, openSoundShop } from "./support/shop-copies.ts";

const page = readFileSync(path.join(root, "docs/owners/audit.md"), "utf8");
const commands = [...page.matchAll(/```sh\n(.+)\n```/g)].map(([, command = ""]) => command);

let shop: string;
beforeAll(async () => {
  shop = await openSoundShop();
});

function run(command: string, data: string): Promise<{ code: number | null; output: string }> {
  const child = spawn("sh", ["-c", command], {
    cwd: root,
    env: { ...process.env, HANSA_DATA: data, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

test("every command of the page finds a shop as it was made clean", async () => {
  expect(commands).toHaveLength(4);
  for (const command of commands) {
    const { code, output } = await run(command, shop);
    expect(code, command + output).toBe(0);
    expect(output, command).toContain(command.includes("--json") ? '"audit":"clean"' : "Clean: 60 orders");
  }
});

test("what is wrong is said with its ids, in words and as one line of JSON, and the exit code is 1; 2 where there is no shop", async () => {
  const data = copyOf(shop);
  damage(data, "orders", [
    "UPDATE orders SET state = 'CONFIRMED' WHERE id = (SELECT min(id) FROM orders WHERE state = 'COMPLETED')",
  ]);
  const told = await run("npm run --silent hansa -- audit", data);
  expect(told.code).toBe(1);
  expect(told.output).toMatch(
    /^I6 broken: it must be so that an order has the state of its timeline\. Of 60, 1 are not:\n {3}orderId ord_/m,
  );
  expect(told.output).toMatch(/^I6 .* broken {8}2 rows$/m);
  expect(told.output).toContain("Not clean: 60 orders");

  const { code, output } = await run("npm run --silent hansa -- audit --json", data);
  expect(code).toBe(1);
  const fault = z.object({ must: z.string(), orderId: z.string() });
  const said = z
    .object({
      audit: z.literal("not clean"),
      violations: z.literal(2),
      invariants: z.object({ I6: z.object({ examples: z.array(fault) }) }),
    })
    .parse(JSON.parse(output));
  expect(said.invariants.I6.examples).toHaveLength(2);

  expect(await run("npm run --silent hansa -- audit", path.join(data, "nowhere"))).toMatchObject({ code: 2 });
  expect(await run("npm run --silent hansa -- audit --in-flight soon", data)).toMatchObject({ code: 2 });
});

test("the page tells of every invariant by the name that the audit gives it", () => {
  const rows = page.split("\n").flatMap((line) => /^\| (I\d+ [^|]*?) \|/.exec(line)?.[1] ?? []);
  expect(rows).toEqual(auditStores({ data: shop }).verdicts.map(({ id, title }) => `${id} ${title}`));
});
