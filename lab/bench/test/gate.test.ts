/** Tests of the gate of an operation on small servers: one different answer, one error or one fetch too many fails it. */
import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import type { Counts } from "../measurement/gates.ts";
import type { Body, OperationName } from "../operations/operation.ts";
import { oneStep } from "../operations/session.ts";
import type { Requests } from "../plane/audience.ts";
import { passGate } from "../plane/gate.ts";
import type { Target, TargetName } from "../targets/targets.ts";

const servers = new Set<ReturnType<typeof createServer>>();
afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
  statements = undefined;
});

const texts = [0, 1, 2].map((index) => JSON.stringify({ variables: { index } }));
const bodies: Body[] = texts.map((text) => ({ steps: oneStep(text), viewer: 0 }));
const right = (body: string) => ({ data: { product: { id: body } } });
let fetched = 0;
/** Undefined: the subgraphs count none, as canned ones. */
let statements: number | undefined;
const readCounters = async () => ({
  fetches: counted(fetched),
  ...(statements === undefined ? {} : { statements: counted(statements) }),
});
const counted = (products: number): Counts => ({ products });

function gate(name: OperationName, bodies: readonly Body[], targets: readonly Target[], viewers: string[] = []) {
  const requests: Requests = { bodies, viewers, lacking: new Set() };
  return passGate(name, () => requests, targets, { readCounters, settle: async () => {}, hasDeclaredData: true });
}

test("equal answers with the declared fetches pass, with the length of each answer", async () => {
  const targets = [await serve("stock", right), await serve("ours", right)];
  const { faults, lengths } = await gate("tiny", bodies, targets, ["Bearer one"]);
  expect(faults).toEqual([]);
  expect(lengths.get("ours")).toEqual(texts.map((text) => JSON.stringify(right(text)).length));
});

test("a request that is another one each time has no length that later answers must have", async () => {
  const changing: Body[] = [{ steps: oneStep("{{key}}"), viewer: 0 }];
  const { lengths } = await gate("tiny", changing, [await serve("stock", right)]);
  expect(lengths.get("stock")).toEqual([null]);
});

test("one different answer fails the gate and is named", async () => {
  const wrong = (body: string) => (body.includes("2") ? { data: { product: { id: "other" } } } : right(body));
  const targets = [await serve("stock", right), await serve("ours", wrong)];
  const { faults } = await gate("tiny", bodies, targets);
  expect(faults).toEqual([expect.stringContaining('tiny: ours answered body 2: $.data.product.id is "other"')]);
});

test("cursors may differ, but must be there", async () => {
  const page = (endCursor: string | null) => () => ({ data: { search: { pageInfo: { endCursor } } } });
  const faultsOf = async (other: string | null) => {
    const targets = [await serve("stock", page("one")), await serve("ours", page(other))];
    return (await gate("tiny", bodies, targets)).faults;
  };
  expect(await faultsOf("another")).toEqual([]);
  expect((await faultsOf(null))[0]).toContain("$.data.search.pageInfo.endCursor");
});

test("shops of two commits may differ in ids, hashes of order numbers and fields that one of them lacks, and in nothing else", async () => {
  const id = (end: string) => `prod_${"0".repeat(22)}${end}`;
  const page = (product: object) => () => ({ data: { product } });
  const faultsOf = async (other: object, lacking: string[]) => {
    const own: Requests = { bodies, viewers: [], lacking: new Set() };
    const others: Requests = { bodies, viewers: [], lacking: new Set(lacking) };
    const targets = [
      await serve("stock", page({ id: id("bne1"), title: "Mug", lastOrder: "100290-3999", isNew: true })),
      await serve("earlier", page(other)),
      await serve("earlier", page(other)),
    ];
    const requestsTo = ({ name }: Target) => (name === "earlier" ? others : own);
    return passGate("tiny", requestsTo, targets, { readCounters, settle: async () => {}, hasDeclaredData: true });
  };
  const lastOrder = "100290";
  const known = await faultsOf({ id: id("twx2"), title: "Mug", lastOrder }, ["isNew"]);
  expect(known.faults).toEqual([]);
  expect(known.notes).toContain("tiny: earlier lacks isNew; compared without");
  const [title] = (await faultsOf({ id: id("twx2"), title: "Cup", lastOrder }, ["isNew"])).faults;
  expect(title).toContain("$.data.product.title");
  const [missing] = (await faultsOf({ id: id("twx2"), title: "Mug", lastOrder }, [])).faults;
  expect(missing).toContain("$.data.product.isNew is missing");
  const [kind] = (await faultsOf({ id: id("twx2").replace("prod", "var"), title: "Mug", lastOrder }, ["isNew"])).faults;
  expect(kind).toContain("$.data.product.id");
  const [number] = (await faultsOf({ id: id("twx2"), title: "Mug", lastOrder: "100291-3999" }, ["isNew"])).faults;
  expect(number).toContain("$.data.product.lastOrder");
});

test("an answer with errors fails the gate, even where all targets agree", async () => {
  const failing = () => ({ data: { product: null }, errors: [{ message: "no" }] });
  const targets = [await serve("stock", failing), await serve("ours", failing)];
  const { faults } = await gate("tiny", bodies, targets);
  expect(faults[0]).toContain("stock answered body 0");
});

test("a fetch too many of our router fails the gate, and of a peer is noted", async () => {
  const targets = [await serve("stock", right, 2), await serve("ours", right, 2)];
  const { faults, notes } = await gate("tiny", bodies, targets);
  expect(faults).toEqual([expect.stringContaining("ours made other fetches than declared: products 2 instead of 1")]);
  expect(notes).toEqual([expect.stringContaining("stock made other fetches")]);
  const { faults: ofOneProcess } = await gate("tiny", bodies, [await serve("one-process", right, 2)]);
  expect(ofOneProcess).toEqual([expect.stringContaining("one-process made other fetches")]);
});

test("a statement too many of our router's subgraphs fails the gate", async () => {
  statements = 0;
  const counting = (body: string) => {
    statements = (statements ?? 0) + 3;
    return right(body);
  };
  const { faults } = await gate("tiny", bodies, [await serve("ours", counting)]);
  expect(faults).toEqual(["tiny: ours led to other SQL statements than declared: products 3 instead of 2"]);
});

test("a later step is sent with the values of earlier answers; a refused step ends its session", async () => {
  const start = { body: '{"step":"start","key":"{{key}}"}', takes: { id: "cart.id" }, expects: ["CartSaved"] };
  const bought: Body[] = [
    { steps: [start, { ...(oneStep('{"step":"end","cart":"{{id}}"}')[0] ?? start) }], viewer: 0 },
  ];
  const requests: string[] = [];
  const shop = (type: string) => (body: string) => {
    requests.push(body);
    return { data: { cart: { __typename: type, id: `crt_${requests.length}` } } };
  };
  expect((await gate("purchase", bought, [await serve("stock", shop("CartSaved"))])).faults).toEqual([]);
  expect(requests).toEqual(['{"step":"start","key":"gate-stock-0"}', '{"step":"end","cart":"crt_1"}']);
  const refused = await gate("purchase", bought, [await serve("stock", shop("OutOfStockError"))]);
  expect(refused.faults).toEqual([expect.stringContaining("no CartSaved in the answer")]);
  expect(requests).toHaveLength(3);
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
