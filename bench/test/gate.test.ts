/** Tests of the gate of an operation on small servers: one different answer, one error or one fetch too many fails it. */
import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import type { Fetches } from "../operations/operation.ts";
import { passGate } from "../plane/gate.ts";
import type { Target, TargetName } from "../targets/targets.ts";

const servers = new Set<ReturnType<typeof createServer>>();
afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

const bodies = [0, 1, 2].map((index) => ({ text: JSON.stringify({ variables: { index } }), viewer: 0 }));
const right = (body: string) => ({ data: { product: { id: body } } });
let fetched = 0;
const countFetches = async (): Promise<Fetches> => ({ products: fetched });

test("equal answers with the declared fetches pass, with the length of each answer", async () => {
  const targets = [await serve("stock", right), await serve("ours", right)];
  const { faults, lengths, fetches } = await passGate("tiny", bodies, ["Bearer one"], { targets, countFetches });
  expect(faults).toEqual([]);
  expect(lengths.get("ours")).toEqual(bodies.map(({ text }) => JSON.stringify(right(text)).length));
  expect(fetches.get("ours")).toBe(1);
});

test("one different answer fails the gate and is named", async () => {
  const wrong = (body: string) => (body.includes("2") ? { data: { product: { id: "other" } } } : right(body));
  const targets = [await serve("stock", right), await serve("ours", wrong)];
  const { faults } = await passGate("tiny", bodies, [], { targets, countFetches });
  expect(faults).toEqual([expect.stringContaining('tiny: ours answered body 2: $.data.product.id is "other"')]);
});

test("an answer with errors fails the gate, even where all targets agree", async () => {
  const failing = () => ({ data: { product: null }, errors: [{ message: "no" }] });
  const targets = [await serve("stock", failing), await serve("ours", failing)];
  const { faults } = await passGate("tiny", bodies, [], { targets, countFetches });
  expect(faults[0]).toContain("stock answered body 0");
});

test("a fetch too many of our router fails the gate, and of a peer is noted", async () => {
  const targets = [await serve("stock", right, 2), await serve("ours", right, 2)];
  const { faults, notes } = await passGate("tiny", bodies, [], { targets, countFetches });
  expect(faults).toEqual([expect.stringContaining("ours made other fetches than declared: products 2 instead of 1")]);
  expect(notes).toEqual([expect.stringContaining("stock made other fetches")]);
});

async function serve(name: TargetName, answer: (body: string) => unknown, fetches = 1): Promise<Target> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    fetched += fetches;
    response.end(JSON.stringify(answer(Buffer.concat(chunks).toString())));
  });
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the server has no port");
  return { name, port: bound.port, pid: process.pid, startMs: 0 };
}
