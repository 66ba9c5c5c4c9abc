/** Stopping an order by hand, and letting one go on: by a colleague who has looked into it, and says in a note what they found. */
import { recordAudit } from "@hansa/kit/audit";
import { invalid, notFound, problem } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { InvalidTransitionCause, OrderHoldInput, OrderHoldReleaseInput } from "../../generated/resolvers.ts";
import { hastenErrands } from "../../store/errands.ts";
import { findOrdersByIds, insertNote, moveOrder } from "../../store/orders.ts";
import { findSagasByOrders, leaveToPerson } from "../../store/sagas.ts";
import type { OrderRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { staffOf } from "./access.ts";
import { completeLost } from "./completing.ts";
import { recordOrderEvent } from "./events.ts";
import { actionsNow, mayBeHeld, mayBeReleased, standingOf } from "./next-actions.ts";
import { orderNow } from "./now.ts";
import { invalidTransition } from "./refusals.ts";

type Held = Answer<"OrderHoldResult">;
type Released = Answer<"OrderHoldReleaseResult">;

const longestNote = 2_000;

/**
 * Stops an order of which something can still leave. One that waits for a person already is refused; one that only waits for an answer would
 * go on by itself, and from now on does not.
 */
export async function holdByHand(context: Context, input: OrderHoldInput): Promise<Held> {
  const change = { holdReason: "MANUAL", holdSince: context.world.now() } as const;
  const held = await context.store.write("hold-order", (tx) => decide(tx, context, input, mayBeHeld, change, heldDeed));
  if (held.__typename !== "Decided") return held;
  return { __typename: "OrderHeld", order: await orderNow(context, input.orderId) };
}

/**
 * Lets a held order go on. What it was held for is not mended by this: that is what somebody has looked into. What had no answer is tried
 * again at once.
 */
export async function releaseHold(context: Context, input: OrderHoldReleaseInput): Promise<Released> {
  const change = { holdReason: null, holdSince: null };
  const released = await context.store.write("release-order", (tx) =>
    decide(tx, context, input, mayBeReleased, change, releasedDeed),
  );
  if (released.__typename !== "Decided") return released;
  return { __typename: "OrderHoldReleased", order: await orderNow(context, input.orderId) };
}

/** Why an order is not stopped, or does not go on. */
function whyNot(kind: "HELD" | "RESUMED", { holdReason }: OrderRow): InvalidTransitionCause {
  if (kind === "HELD") return holdReason === null ? "ORDER_STATE" : "ON_HOLD";
  return holdReason === null ? "NOT_ON_HOLD" : "ORDER_STATE";
}

const heldDeed = {
  kind: "HELD",
  summary: "The shop is looking into this order.",
  action: "order.held",
  did: "Held",
} as const;
const releasedDeed = {
  kind: "RESUMED",
  summary: "The order goes on.",
  action: "order.released",
  did: "Released",
} as const;

async function decide(
  tx: Tx,
  context: Context,
  { orderId, note }: { orderId: string; note: string },
  isPossible: typeof mayBeHeld,
  change: Pick<OrderRow, "holdReason" | "holdSince">,
  { kind, summary, action, did }: typeof heldDeed | typeof releasedDeed,
) {
  const { world, viewer } = context;
  const acting = staffOf(context);
  const written = note.trim();
  if (written === "" || written.length > longestNote)
    return invalid([problem("note", "LENGTH", `A note has 1 to ${longestNote} characters.`)]);
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (!order) return notFound("order", ["input", "orderId"]);
  const [saga] = await findSagasByOrders(tx, [order.id]);
  if (!isPossible(order, standingOf(saga ?? null)))
    return invalidTransition(order, await actionsNow(tx, context, order), whyNot(kind, order));
  if (!(await moveOrder(tx, order.id, [order.state], change)))
    throw new Error(`the order ${order.id} changed inside the transaction that read it`);
  await leaveToPerson(tx, order.id);
  if (change.holdReason === null) await hastenErrands(tx, order.id, context.store.now());
  await insertNote(tx, { id: world.newId("note"), orderId, at: world.now(), text: written, authorId: acting.actorId });
  await recordOrderEvent(context, tx, order, { kind, summary, ...acting });
  if (kind === "RESUMED") await completeLost(context, tx, order);
  const reason = order.holdReason ?? "MANUAL";
  await recordAudit(tx, world, viewer, { action, subjectId: order.id, summary: `${did} ${order.id}: ${reason}.` });
  return { __typename: "Decided" as const };
}
