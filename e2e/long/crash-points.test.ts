/** Processes killed before and after named fault points, on the first and the second pass: every order is completed. */
import { beforeAll, expect, test } from "vitest";
import { runShop, type ServiceName, type Shop } from "../../cli/testing/shop.ts";
import { buyInSpite, expectCleanAudit } from "../stories/support/determined-buyer.ts";

let shop: Shop;
beforeAll(async () => {
  // Its own: the audit sees that nothing at all is in flight.
  shop = await runShop();
  return shop.stop;
});

/** Where each service dies while two buyers buy; one of each in a round, so that they die over the same orders. */
type Round = Partial<Record<Exclude<ServiceName, "router">, string>>;

const rounds: readonly Round[] = [
  {
    products: "before:write:reserve-stock",
    orders: "after:write:place-order",
    payments: "before:call:sandbox.capture",
    users: "after:write:apply-orders-event",
  },
  {
    products: "after:write:commit-reservation:2",
    orders: "before:call:payments.capture:2",
    payments: "after:write:store-webhook:2",
    users: "before:write:apply-orders-event:2",
  },
];

test.each(rounds)("two buyers buy while services die: %o", async (round) => {
  const doomed = Object.entries(round).map(([name, point]) => ({ name: nameOf(name), point }));
  await Promise.all(
    doomed.map(async ({ name, point }) => {
      await shop.kill(name);
      await shop.start(name, { HANSA_CRASH_AT: point });
    }),
  );
  const supervising = doomed.map(async ({ name }) => {
    const signal = await shop.awaitExit(name);
    await shop.start(name);
    return signal;
  });
  await Promise.all([buyInSpite(shop), buyInSpite(shop)]);
  expect(await Promise.all(supervising)).toEqual(doomed.map(() => "SIGKILL"));
  await expectCleanAudit(shop);
});

function nameOf(name: string): ServiceName {
  if (name === "products" || name === "users" || name === "orders" || name === "payments") return name;
  throw new Error(`${name} has no points`);
}
