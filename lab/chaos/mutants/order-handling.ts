/**
 * The scene of one buyer and one administrator: an order is shipped in part and cancelled in part, one is cancelled, one is refunded unshipped,
 * and an assertion is replayed. Each step waits for a state. Clients report every response that a sound shop never gives.
 */
import {
  FulfilmentCreateDocument,
  OrderCancelDocument,
  OrderCaptureDocument,
  OrderLinesCancelDocument,
  OrderMoneyDocument,
  OrderRefundDocument,
} from "@hansa/client/documents/orders";
import type { OrderMoneyQuery } from "@hansa/client/generated/graphql";
import { isType, mutate, perform } from "@hansa/client/mutation";
import { eventually } from "@hansa/client/polling";
import { shipParts } from "@hansa/client/staff-desk";
import { type Client, openClient, routeOf, sendUntilSettled } from "../load/client.ts";
import { purchase } from "../load/purchase.ts";
import type { Script } from "../run.ts";
import { overhearAssertions, replay } from "./assertion-replay.ts";

const pollMs = 100;

type SeenOrder = NonNullable<OrderMoneyQuery["order"]>;

/** Resolves with what the clients found: the name of each check that failed, once. */
export const handleOrders: Script = async ({ load, wiring, port, seed }) => {
  const overheard = overhearAssertions(wiring);
  const staff = openClient(load, seed, "administrator", load.goods.warehouse);
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
  const parts = [{ lineId, quantity: 1 }];
  await shipParts(routeOf(staff), { orderId, parts, carrier: "Kogge Parcel", key: orderId });
  await seen(staff, orderId, ({ payments }) => isSome(payments, "PARTIALLY_CAPTURED"));
  const idempotencyKey = `${orderId}-cancel-unit`;
  await perform(routeOf(staff), OrderLinesCancelDocument, { orderId, parts, idempotencyKey });
  return nothingDue(await seen(staff, orderId, ({ state }) => state === "SHIPPED"));
}

/** A cancelled order asks for nothing. */
async function cancelOrder(staff: Client): Promise<string[]> {
  const { orderId } = await buy(staff, "cancelled");
  await perform(routeOf(staff), OrderCancelDocument, { orderId, idempotencyKey: `${orderId}-cancel` });
  return nothingDue(await seen(staff, orderId, ({ state }) => state === "CANCELLED"));
}

/** All units are paid for and refunded before any left: none can be set aside any more. */
async function refundUnsent(staff: Client): Promise<string[]> {
  const { orderId, lineId } = await buy(staff, "refunded");
  await perform(routeOf(staff), OrderCaptureDocument, { orderId, idempotencyKey: `${orderId}-capture` });
  await seen(staff, orderId, ({ payments }) => isSome(payments, "CAPTURED"));
  await perform(routeOf(staff), OrderRefundDocument, {
    orderId,
    lines: [{ lineId, quantity: 2 }],
    reason: "It will not be sent.",
    idempotencyKey: `${orderId}-refund`,
  });
  await seen(staff, orderId, ({ refunds }) => refunds.some(({ state }) => state === "SUCCEEDED"));
  const setAside = { orderId, parts: [{ lineId, quantity: 2 }], idempotencyKey: `${orderId}-set-aside` };
  const response = await mutate(routeOf(staff), FulfilmentCreateDocument, setAside);
  return isType(response, "FulfilmentCreated") ? ["refunded units"] : [];
}

function isSome(payments: SeenOrder["payments"], state: string): boolean {
  return payments?.some((payment) => payment.state === state) ?? false;
}

function nothingDue({ amountDue }: SeenOrder): string[] {
  return amountDue.minor === 0 ? [] : ["amount due"];
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
function seen(staff: Client, orderId: string, isSo: (order: SeenOrder) => boolean): Promise<SeenOrder> {
  return eventually(
    `${orderId} is as it is to be`,
    async () => {
      const order = await sendUntilSettled(staff, OrderMoneyDocument, { id: orderId });
      return order?.payments && isSo(order) ? order : undefined;
    },
    pollMs,
  );
}
