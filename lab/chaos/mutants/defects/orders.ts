/** Mutants of order processing: early compensation, early events, early responses, and two processes at once (docs/contributors/chaos.md). */
import type { PlayedMutant } from "../mutant.ts";

const leases = "packages/kit/src/coordination/lease.ts";
const steps = "subgraphs/orders/src/service/processing/saga-steps.ts";

export const orderMutants: readonly PlayedMutant[] = [
  {
    name: "compensate on timeout",
    breaks: "I4",
    scene: "shopping",
    builds: ["orders"],
    patches: [
      { file: steps, find: `if (response.outcome === "refused") {`, replace: `if (response.outcome !== "captured") {` },
    ],
    tests: [
      {
        file: "subgraphs/orders/test/processing/saga.test.ts",
        title: "an unanswered capture is repeated for any time",
      },
    ],
  },
  {
    name: "no fencing",
    breaks: "I6",
    scene: "zombie",
    builds: ["orders", "products", "payments"],
    patches: [
      {
        file: leases,
        find: "  if (!(await isHeld(tx, lease))) throw leaseLostError(lease);\n",
        replace: "",
      },
      {
        file: leases,
        find: "  if (!(await extend(tx, lease, endsAt))) throw leaseLostError(lease);\n",
        replace: "  await extend(tx, lease, endsAt);\n",
      },
      {
        file: leases,
        find: "  if (!(await recordToken(tx, fencingToken))) throw leaseLostError(fencingToken);\n",
        replace: "  await recordToken(tx, fencingToken);\n",
      },
      {
        file: "subgraphs/orders/src/store/processing/sagas.ts",
        find: ".where(and(eq(sagas.checkoutId, checkoutId), eq(sagas.step, from)))",
        replace: ".where(eq(sagas.checkoutId, checkoutId))",
      },
    ],
    tests: [
      {
        file: "packages/kit/test/coordination/lease.test.ts",
        title: "a recorded fencing token is accepted repeatedly",
      },
      {
        file: "subgraphs/orders/test/processing/saga.test.ts",
        title: "a process that resumes late in a saga that another has finished",
      },
    ],
  },
  {
    name: "event before commit",
    breaks: "I6",
    scene: "shopping",
    builds: ["orders"],
    patches: [
      {
        file: steps,
        find: `import type { Tx } from "@hansa/kit/store";`,
        replace: `import type { Tx } from "@hansa/kit/store";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import { orderFacts } from "../order/timeline.ts";
const told = new Set<string>();`,
      },
      {
        file: steps,
        find: "    const response = await capturePayment(deps.peers,",
        replace: `    const soon = orderFacts(order, await deps.store.read((db) => findLinesByOrders(db, [order.id])));
    if (!told.has(order.id))
      await deps.store.write("tell-early", (tx) => appendEvent(deps.runtime, tx, events.orderConfirmed, soon));
    told.add(order.id);
    const response = await capturePayment(deps.peers,`,
      },
      {
        file: "subgraphs/orders/src/service/processing/confirmation.ts",
        find: "  await appendEvent(runtime, tx, events.orderConfirmed, facts);\n",
        replace: "",
      },
    ],
    tests: [
      { file: "subgraphs/orders/test/checkout/completion.test.ts", title: "a paid checkout becomes a confirmed order" },
    ],
  },
  {
    name: "order lost from journal",
    breaks: "I5",
    scene: "shopping",
    builds: ["orders"],
    patches: [
      {
        file: "subgraphs/orders/src/service/checkout/completion.ts",
        find: `  const done = await writeOnce(context, { name: "place-order", key, shape: storedResponse }, (tx) =>
    findOrPlaceOrder(context, tx, seen.id, authorized),
  );`,
        replace: `  let early: OrderRow | undefined;
  const done = await writeOnce(context, { name: "place-order", key, shape: storedResponse }, async (tx) => {
    const placed = await findOrPlaceOrder(context, tx, seen.id, authorized);
    if (isRefusal(placed) || runtime.random() < 0.7) return placed;
    [early] = await findOrdersByIds(tx, [placed.orderId]);
    throw new Error("answered before it was safe, and the process died");
  }).catch((error: unknown) => {
    if (early) return { orderId: early.id };
    throw error;
  });`,
      },
      {
        file: "subgraphs/orders/src/service/checkout/completion.ts",
        find: `import type { CheckoutCompleteInput } from "../../generated/resolvers.ts";`,
        replace: `import type { CheckoutCompleteInput } from "../../generated/resolvers.ts";
import type { OrderRow } from "../../store/tables.ts";`,
      },
      {
        file: "subgraphs/orders/src/service/checkout/completion.ts",
        find: "const [order] = await store.read((db) => findOrdersByIds(db, [orderId]));",
        replace: "const [order = early] = await store.read((db) => findOrdersByIds(db, [orderId]));",
      },
      {
        file: "subgraphs/orders/src/service/checkout/payment-events.ts",
        find: "  const saga = await findSaga(tx, checkoutId);\n",
        replace: "  const saga = await findSaga(tx, checkoutId);\n  if (!saga) return;\n",
      },
    ],
    tests: [
      {
        file: "subgraphs/orders/test/checkout/completion.test.ts",
        title: "the same key returns the same order and token",
      },
    ],
  },
];
