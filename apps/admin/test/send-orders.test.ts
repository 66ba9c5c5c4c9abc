/** Several orders are sent together: a parcel for all goods that wait of each, with a key of its own that stays until its outcome is known. */
import { afterEach, expect, test, vi } from "vitest";
import { openParcels, type Run, type SendOrder, sendParcels, unitsIn } from "../pages/send-orders/run.ts";
import type { KnownOutcome } from "../shop/graph/change.ts";

afterEach(() => vi.unstubAllGlobals());

const line = (id: string) => ({ id, sku: "mug", title: "Mug" });

function orderOf(id: string, toPrepare: number, more: Partial<SendOrder> = {}): SendOrder {
  return {
    ...({ __typename: "Order", id, number: `number of ${id}`, nextActions: ["FULFIL", "SHIP"], hold: null } as const),
    lines: [{ ...line(`line of ${id}`), toPrepare }],
    fulfilments: [],
    shippingOption: { carrier: "Post", label: "Standard" },
    shippingAddress: null,
    ...more,
  };
}

const newRun = (outcomes: [string, KnownOutcome][] = []): Run => ({ known: new Map(), outcomes: new Map(outcomes) });
const shownOf = (orders: readonly SendOrder[], run: Run) =>
  openParcels(orders, run).map(({ id, parts }) => [id, ...parts.map(({ quantity }) => quantity)]);

test("each order has a parcel of what is to be prepared, and one of each fulfilment that is not packed", () => {
  const fulfilments = [
    { id: "ful_1", toPack: [{ line: line("other"), quantity: 1 }] },
    { id: "ful_2", toPack: [] },
  ];
  const held = orderOf("ord_3", 2, { nextActions: ["RELEASE_HOLD"], hold: { reason: "MANUAL" } });
  const orders = [orderOf("ord_1", 2), orderOf("ord_2", 3, { fulfilments }), held, orderOf("ord_4", 0)];
  expect(shownOf(orders, newRun())).toEqual([
    ["ord_1", 2],
    ["ord_2", 3],
    ["ful_1", 1],
  ]);
  expect(unitsIn(openParcels(orders, newRun()))).toBe(6);
});

test("a parcel that was shown stays until it is known what became of it, and is then as it is read", () => {
  const run = newRun();
  const gone = [orderOf("ord_1", 0), orderOf("ord_2", 1), orderOf("ord_3", 0)];
  expect(shownOf([orderOf("ord_1", 2), orderOf("ord_2", 2), orderOf("ord_3", 2)], run)).toHaveLength(3);
  const outcomes: [string, KnownOutcome][] = [
    ["ord_1", { text: "unknown" }],
    ["ord_2", { text: "unknown" }],
    ["ord_3", { text: "refused", isKnown: true }],
  ];
  expect(shownOf(gone, { ...run, outcomes: new Map(outcomes) })).toEqual([
    ["ord_1", 2],
    ["ord_2", 2],
  ]);
  const known = outcomes.map(([id]): [string, KnownOutcome] => [id, { text: "refused", isKnown: true }]);
  expect(shownOf(gone, { ...run, outcomes: new Map(known) })).toEqual([["ord_2", 1]]);
  expect(shownOf(gone, { ...run, outcomes: new Map([["ord_2", { isSuccess: true, isKnown: true }]]) })).toEqual([
    ["ord_1", 2],
    ["ord_3", 2],
  ]);
});

type Input = { orderId: string; idempotencyKey: string; isReady: boolean; carrier: string; parts: object[] };

test("each is sent with the key of its press, which a repeated press has again only where the answer was lost", async () => {
  const sent: Input[] = [];
  let under = 0;
  let most = 0;
  let isLost = true;
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    const { input } = JSON.parse(body).variables;
    sent.push(input);
    under += 1;
    most = Math.max(most, under);
    await new Promise((resolve) => setImmediate(resolve));
    under -= 1;
    if (input.orderId === "ord_1" && isLost) throw new TypeError("the line is cut");
    const results: Readonly<Record<string, object>> = {
      ord_2: { __typename: "InvalidTransitionError", blockedBy: "ON_HOLD" },
      ord_3: { __typename: "ValidationError", problems: [{ path: ["input", "carrier"], code: "TOO_LONG" }] },
    };
    const shipmentCreate = results[input.orderId] ?? { __typename: "ShipmentCreated", shipment: { status: "SHIPPED" } };
    return new Response(JSON.stringify({ data: { shipmentCreate } }));
  });
  const orders = Array.from({ length: 7 }, (_, index) => orderOf(`ord_${index}`, 2));
  const typed = (name: string) => (name.startsWith("carrier") ? " Post " : "");
  const keysOf = (orderId: string) =>
    new Set(sent.filter((input) => input.orderId === orderId).map(({ idempotencyKey }) => idempotencyKey)).size;
  const results = new Map<string, KnownOutcome>();
  const press = () =>
    sendParcels(openParcels(orders, newRun()), typed, (outcomes) => {
      for (const [id, outcome] of outcomes) results.set(id, outcome);
    });

  const first = await press();
  expect(most).toBe(4);
  expect(first.isSuccess).toBeUndefined();
  expect([...(first.faults?.keys() ?? [])]).toEqual(["carrier of ord_3"]);
  expect(sent.find(({ orderId }) => orderId === "ord_0")).toMatchObject({
    ...{ carrier: "Post", isReady: false, resend: false },
    parts: [{ lineId: "line of ord_0", quantity: 2 }],
  });
  expect(
    [...results].filter(([, { isSuccess }]) => !isSuccess).map(([id, { isKnown = false }]) => [id, isKnown]),
  ).toEqual([
    ["ord_1", false],
    ["ord_2", true],
    ["ord_3", true],
  ]);
  isLost = false;
  await press();
  expect(results.get("ord_1")).toMatchObject({ isSuccess: true, text: "2 units were sent." });
  expect(["ord_1", "ord_2"].map(keysOf)).toEqual([1, 2]);
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(13);
});
