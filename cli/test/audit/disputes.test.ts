/** A dispute counts for its order in the audit, exactly, for each decision of the bank. */
import { type ManualRuntime, manualRuntime, userWith } from "@hansa/kit/testing";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { auditStores } from "../../audit/audit.ts";
import { drainWork, openShop, type Shop } from "../../host/in-process-shop.ts";
import { copyOf, damage, lastDay, openSoundShop, withRawStore } from "./support/shop-copies.ts";

const boss = userWith("user_boss", ["orders:read", "orders:write", "audit:read"]);
const paid = z.object({ orderId: z.string(), paymentId: z.string(), minor: z.number() });
const day = 24 * 60 * 60_000;

beforeAll(openSoundShop);

/** Three orders that were paid, and one that will not be disputed. The first is not packed yet. */
function paidOrders(data: string) {
  const rows = withRawStore(data, "orders", (db) =>
    db
      .prepare(
        `SELECT order_id AS orderId, payment_id AS paymentId, captured_minor AS minor FROM order_money JOIN orders ON id = order_id
          WHERE captured_minor > 0 AND refunded_minor = 0 ORDER BY state = 'CONFIRMED' DESC, id LIMIT 4`,
      )
      .all(),
  );
  return z.tuple([paid, paid, paid, paid]).parse(rows);
}

async function open(data: string): Promise<Shop<ManualRuntime>> {
  const services = await openShop({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, manualRuntime(lastDay, 2));
  onTestFinished(services.close);
  return services;
}

/** A shop with disputes about three orders. The first order is cancelled, and two of the disputes can be decided with `decide`. */
async function disputedShop() {
  const data = copyOf(await openSoundShop());
  const services = await open(data);
  const dashboard = services.payments.sandbox?.dashboard;
  if (!dashboard) throw new Error("this shop is not paid at the sandbox");
  const [calledOff, lost, undecided, undisputed] = paidOrders(data);
  const dispute = ({ paymentId, minor }: typeof lost) => dashboard.openDispute(paymentId, minor, "fraudulent");
  const [calledOffRef, lostRef] = [await dispute(calledOff), await dispute(lost), await dispute(undecided)];
  await drainWork(services);
  const query = "mutation ($input: OrderCancelInput!) { orderCancel(input: $input) { __typename } }";
  const variables = { input: { orderId: calledOff.orderId, idempotencyKey: "a-key-of-this-test" } };
  const response = await services.ask("orders", { query, variables, viewer: boss });
  expect(response.data?.orderCancel).toEqual({ __typename: "OrderCancelled" });
  await drainWork(services);
  const decide = async (): Promise<void> => {
    await dashboard.closeDispute(calledOff.paymentId, calledOffRef, "WON");
    await dashboard.closeDispute(lost.paymentId, lostRef, "LOST");
  };
  return { data, services, decide, disputed: [calledOff, lost, undecided], undisputed };
}

/** The invariants that are broken; with `now`, of a shop that is open then. */
function broken(data: string, now?: number): string[] {
  const { verdicts } = auditStores({ data, ...(now === undefined ? { drained: true } : { now }) });
  return verdicts.filter(({ verdict }) => verdict === "broken").map(({ id }) => id);
}

/** The results of the integrity rules of orders. */
async function ownWord({ ask }: Shop): Promise<unknown[]> {
  const { data } = await ask("orders", { query: "{ ordersIntegrity { invariant verdict } }", viewer: boss });
  const said = z
    .array(z.object({ invariant: z.string().nullable(), verdict: z.string() }))
    .parse(data?.ordersIntegrity);
  return said.filter(({ verdict }) => verdict === "BROKEN").map(({ invariant }) => invariant);
}

test("a shop of which banks withhold money is clean, and so it is when they have decided", async () => {
  const { data, services, decide } = await disputedShop();
  expect([broken(data), await ownWord(services)]).toEqual([[], []]);
  await decide();
  await drainWork(services);
  expect([broken(data), await ownWord(services)]).toEqual([[], []]);
});

test("another amount than banks withhold is found, and by orders itself where no bank has said a word", async () => {
  const { data, services, decide, disputed, undisputed } = await disputedShop();
  await decide();
  await drainWork(services);
  await services.close();
  const wrong = async (orderId: string, by: number) => {
    const copy = copyOf(data);
    const statement = `UPDATE order_money SET external_minor = external_minor + ${by} WHERE order_id = '${orderId}'`;
    damage(copy, "orders", [statement]);
    expect(broken(copy), `${orderId} ${by}`).toEqual(["I4"]);
    return copy;
  };
  for (const { orderId } of disputed) for (const by of [1, -1]) await wrong(orderId, by);
  expect(await ownWord(await open(await wrong(undisputed.orderId, 1)))).toEqual(["I4"]);
});

test("a dispute that orders does not know yet is no fault for a quarter of an hour", async () => {
  const { data, services, decide } = await disputedShop();
  await services.runtime.advance(day);
  await decide();
  await services.payments.runJobsOnce();
  const after = (minutes: number) => broken(data, services.runtime.now() + minutes * 60_000);
  expect(after(5)).toEqual([]);
  expect(after(16)).toEqual(["I4", "I8"]);
  await drainWork(services);
  expect(after(16)).toEqual([]);
});
