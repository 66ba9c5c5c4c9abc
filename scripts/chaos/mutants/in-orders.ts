/** The making of an order: undone too early, told too early, answered too early, and by two at once. docs/chaos.md says of each what it stands for. */
import type { Mutant } from "./mutant.ts";

const leases = "packages/kit/src/lease.ts";
const steps = "subgraphs/orders/src/service/saga/steps.ts";

export const plantedInOrders: readonly Mutant[] = [
  {
    name: "compensate on timeout",
    breaks: "I4",
    scene: "shopping",
    builds: ["orders"],
    patches: [
      { file: steps, find: `if (answer.outcome === "refused") {`, replace: `if (answer.outcome !== "captured") {` },
    ],
  },
  {
    name: "no fence",
    breaks: "I6",
    scene: "zombie",
    builds: ["orders", "products", "payments"],
    patches: [
      {
        file: leases,
        find: "  if ((await tx.$count(leases, sameTurn(lease))) === 0) throw lostTurn(lease);\n",
        replace: "",
      },
      { file: leases, find: "  if (kept.length === 0) throw lostTurn(lease);\n", replace: "" },
      { file: leases, find: "  if (heard.length === 0) throw lostTurn(asked);\n", replace: "" },
      {
        file: "subgraphs/orders/src/store/sagas.ts",
        find: ".where(and(eq(sagas.checkoutId, checkoutId), eq(sagas.step, from)))",
        replace: ".where(eq(sagas.checkoutId, checkoutId))",
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
import { appendEvent } from "@hansa/kit/outbox";
import { orderFacts } from "../order/events.ts";
const told = new Set<string>();`,
      },
      {
        file: steps,
        find: "    const answer = await capturePayment(deps.peers,",
        replace: `    const soon = orderFacts(order, await deps.store.read((db) => findLinesByOrders(db, [order.id])));
    if (!told.has(order.id))
      await deps.store.write("tell-early", (tx) => appendEvent(tx, deps.world, events.orderConfirmed, order.id, soon));
    told.add(order.id);
    const answer = await capturePayment(deps.peers,`,
      },
      {
        file: "subgraphs/orders/src/service/saga/confirming.ts",
        find: "  await appendEvent(tx, world, events.orderConfirmed, order.id, facts);\n",
        replace: "",
      },
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
        find: `  const placed = await store.write("place-order", (tx) =>
    placeOnce(tx, context, input, seen, isExact ? authorized : null),
  );`,
        replace: `  let early: Completed | Placed | undefined;
  const placed = await store
    .write("place-order", async (tx) => {
      const made = await placeOnce(tx, context, input, seen, isExact ? authorized : null);
      if (made.__typename !== "Placed" || context.notes.replayed || world.random() < 0.7) return made;
      early = made;
      throw new Error("answered before it was safe, and the process died");
    })
    .catch((error) => {
      if (early) return early;
      throw error;
    });`,
      },
      {
        file: "subgraphs/orders/src/service/checkout/completion.ts",
        find: "const [order] = await store.read((db) => findOrdersByIds(db, [placed.order.id]));",
        replace: "const [order = placed.order] = await store.read((db) => findOrdersByIds(db, [placed.order.id]));",
      },
    ],
  },
];
