/**
 * The scene of one buyer and one administrator: an order is shipped in part and cancelled in part, one is cancelled, one is refunded unshipped,
 * and an assertion is replayed. Each step waits for a state. Clients report every response that a sound shop never gives.
 */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { chanceOf } from "../../client/seeded-random.ts";
import { type Client, type Key, type Settled, sendUntilSettled } from "../load/client.ts";
import type { OperationName } from "../load/documents.ts";
import { purchase } from "../load/purchase.ts";
import type { Script } from "../run.ts";
import { overhearAssertions, replay } from "./assertion-replay.ts";

const timeoutMs = 60_000;
const pollMs = 100;

const seenOrder = z.object({
  state: z.string(),
  amountDue: z.object({ minor: z.int() }),
  lines: z.array(z.object({ id: z.string() })),
  refunds: z.array(z.object({ state: z.string() })),
  payments: z.array(z.object({ state: z.string() })),
});
type SeenOrder = z.infer<typeof seenOrder>;
const setAside = z.object({ fulfilment: z.object({ id: z.string() }) });

/** Resolves with what the clients found: the name of each check that failed, once. */
export const handleOrders: Script = async ({ load, wiring, port, seed }) => {
  const overheard = overhearAssertions(wiring);
  const staff: Client = {
    load,
    name: "administrator",
    chance: chanceOf(seed, "administrator"),
    account: load.goods.warehouse,
    session: null,
  };
  const found = [
    ...(await sendAndCancel(staff)),
    ...(await cancelOrder(staff)),
    ...(await refundUnsent(staff)),
    ...(await replay(overheard, port)),
  ];
  return [...new Set(found)];
};

/** One of two units leaves and one is cancelled: the rest of what was authorised is released. What is due is checked on the way. */
async function sendAndCancel(staff: Client): Promise<string[]> {
  const { orderId, lineId } = await buy(staff, "parts");
  const { fulfilment } = setAside.parse(
    (await expected(staff, "fulfilmentCreate", setAsideOf(orderId, lineId, 1))).body,
  );
  await expected(staff, "shipmentCreate", {
    fulfilmentId: fulfilment.id,
    carrier: "Kogge Parcel",
    idempotencyKey: `${orderId}-send`,
  });
  await seen(staff, orderId, ({ payments }) => payments.some(({ state }) => state === "PARTIALLY_CAPTURED"));
  await expected(staff, "orderLinesCancel", {
    orderId,
    parts: [{ lineId, quantity: 1 }],
    idempotencyKey: `${orderId}-cancel-unit`,
  });
  return nothingDue(await seen(staff, orderId, ({ state }) => state === "SHIPPED"));
}

/** A cancelled order asks for nothing. */
async function cancelOrder(staff: Client): Promise<string[]> {
  const { orderId } = await buy(staff, "cancelled");
  await expected(staff, "orderCancel", { orderId, idempotencyKey: `${orderId}-cancel` });
  return nothingDue(await seen(staff, orderId, ({ state }) => state === "CANCELLED"));
}

/** All units are paid for and refunded before any left: none can be set aside any more. */
async function refundUnsent(staff: Client): Promise<string[]> {
  const { orderId, lineId } = await buy(staff, "refunded");
  await expected(staff, "orderCapture", { orderId, idempotencyKey: `${orderId}-capture` });
  await seen(staff, orderId, ({ payments }) => payments.some(({ state }) => state === "CAPTURED"));
  await expected(staff, "orderRefund", {
    orderId,
    lines: [{ lineId, quantity: 2 }],
    reason: "It will not be sent.",
    idempotencyKey: `${orderId}-refund`,
  });
  await seen(staff, orderId, ({ refunds }) => refunds.some(({ state }) => state === "SUCCEEDED"));
  const answer = await ask(staff, "fulfilmentCreate", setAsideOf(orderId, lineId, 2));
  return answer.typename === "FulfilmentCreated" ? ["refunded units"] : [];
}

function nothingDue({ amountDue }: SeenOrder): string[] {
  return amountDue.minor === 0 ? [] : ["amount due"];
}

function setAsideOf(orderId: string, lineId: string, quantity: number) {
  return { orderId, parts: [{ lineId, quantity }], idempotencyKey: `${orderId}-set-aside` };
}

/** Buys two units of one thing, authorised and not yet taken. */
async function buy(staff: Client, name: string): Promise<{ orderId: string; lineId: string }> {
  const [good] = staff.load.goods.plenty;
  if (!good) throw new Error("there is nothing to buy");
  const wish = { name, good, quantity: 2, paymentToken: "tok_ok", leavesAfter: "never" } as const;
  const ended = await purchase(staff, wish);
  if (!("bought" in ended)) throw new Error(`nothing was bought: ${ended.ending}`);
  const { id: orderId } = ended.bought;
  const { lines } = await seen(staff, orderId, ({ state }) => state === "CONFIRMED");
  const [line] = lines;
  if (!line) throw new Error(`${orderId} has no line`);
  return { orderId, lineId: line.id };
}

/** The order as soon as it is so. */
async function seen(staff: Client, orderId: string, isSo: (order: SeenOrder) => boolean): Promise<SeenOrder> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const answer = await sendUntilSettled(staff, "orderMoney", { id: orderId });
    const order = seenOrder.safeParse(answer?.body);
    if (order.data && isSo(order.data)) return order.data;
    if (performance.now() > giveUpAt) throw new Error(`${orderId} stays as it is: ${JSON.stringify(answer?.body)}`);
    await pause(pollMs);
  }
}

async function expected(staff: Client, operation: OperationName, input: Input): Promise<Settled> {
  const answer = await ask(staff, operation, input);
  if (answer.typename.endsWith("Error")) throw new Error(`${operation}: ${JSON.stringify(answer.body)}`);
  return answer;
}

type Input = Record<string, unknown> & { idempotencyKey: string };

async function ask(staff: Client, operation: OperationName, input: Input): Promise<Settled> {
  const key: Key = { scope: staff.account?.userId ?? "", key: input.idempotencyKey };
  const answer = await sendUntilSettled(staff, operation, { input }, key);
  if (!answer) throw new Error(`${operation} has no answer`);
  return answer;
}
