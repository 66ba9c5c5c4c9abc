/** All parcels of an order are lost or returned, it is refunded and its review hold released: no invariant is broken. */
import { type ManualRuntime, manualRuntime, userWith } from "@hansa/kit/testing";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { auditStores } from "../../audit/audit.ts";
import { drainWork, openShop, type Shop } from "../../host/in-process-shop.ts";
import { copyOf, lastDay, openSoundShop, withRawStore } from "./support/shop-copies.ts";

const boss = userWith("user_boss", ["orders:read", "orders:write", "fulfilments:write", "refunds:write"]);
const unsent = z.array(z.object({ orderId: z.string(), lineId: z.string(), quantity: z.number() })).nonempty();

beforeAll(openSoundShop);

/** A mutation that must succeed; returns its response. */
async function does(
  { ask }: Shop<ManualRuntime>,
  field: string,
  input: object,
  [member, shown]: readonly [member: string, shown: string],
) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename ... on ${member} { ${shown} } } }`;
  const { data } = await ask("orders", { query, variables: { input }, viewer: boss });
  expect(data?.[field]).toMatchObject({ __typename: member });
  return data?.[field];
}

test.each(["LOST", "RETURNED"])(
  "every parcel is %s, refunded and released: the order is completed, and the audit clean",
  async (status) => {
    const data = copyOf(await openSoundShop());
    const services = await openShop({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, manualRuntime(lastDay, 2));
    onTestFinished(services.close);
    const rows = withRawStore(data, "orders", (db) =>
      db
        .prepare(
          `SELECT order_id AS orderId, line_id AS lineId, ordered AS quantity FROM line_counters WHERE order_id =
            (SELECT id FROM orders WHERE state = 'CONFIRMED' AND hold_reason IS NULL AND NOT EXISTS
              (SELECT 1 FROM line_counters WHERE order_id = orders.id AND (NOT is_sent OR allocated + cancelled + credited > 0))
              ORDER BY id LIMIT 1)`,
        )
        .all(),
    );
    const [orderId] = unsent.parse(rows).map((line) => line.orderId);
    const parts = unsent.parse(rows).map(({ lineId, quantity }) => ({ lineId, quantity }));
    const key = (step: string) => `a-key-of-this-test-${status}-${step}`;
    const set = { orderId, parts, idempotencyKey: key("set") };
    const fulfilment = await does(services, "fulfilmentCreate", set, ["FulfilmentCreated", "fulfilment { id }"]);
    const fulfilmentId = z.object({ fulfilment: z.object({ id: z.string() }) }).parse(fulfilment).fulfilment.id;
    const packed = { fulfilmentId, carrier: "Kogge Parcel", idempotencyKey: key("send") };
    const sent = await does(services, "shipmentCreate", packed, ["ShipmentCreated", "shipment { id }"]);
    const shipmentId = z.object({ shipment: z.object({ id: z.string() }) }).parse(sent).shipment.id;
    await does(services, "shipmentUpdate", { shipmentId, status }, ["ShipmentUpdated", "shipment { id }"]);
    const refund = { orderId, lines: parts, reason: "It never arrived.", idempotencyKey: key("refund") };
    await does(services, "orderRefund", refund, ["OrderRefunded", "refund { state }"]);
    const release = { orderId, note: "Refunded." };
    const released = await does(services, "orderHoldRelease", release, ["OrderHoldReleased", "order { state }"]);
    expect(released).toMatchObject({ order: { state: "COMPLETED" } });
    await drainWork(services);
    const faults = auditStores({ data, drained: true }).verdicts.filter(({ verdict }) => verdict === "broken");
    expect(faults.map(({ id }) => id)).toEqual([]);
  },
);
