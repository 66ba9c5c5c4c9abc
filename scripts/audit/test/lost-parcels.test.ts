/** All parcels of an order are lost or come back, it is refunded, and its hold is released: the documented way, and nothing is broken. */
import { type ManualWorld, manualWorld } from "@hansa/kit/manual-world";
import { userWith } from "@hansa/kit/testing";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { lastDay } from "../../seed/calendar.ts";
import { settleDown } from "../../seed/settling.ts";
import { openShop, type Shop } from "../../shop-in-process.ts";
import { auditStores } from "../audit.ts";
import { asIs, copyOf, madeShop, pastMs } from "./copies.ts";

const boss = userWith("user_boss", ["orders:read", "orders:write", "fulfilments:write", "refunds:write"]);
const unsent = z.object({ orderId: z.string(), lineId: z.string(), quantity: z.number() });

beforeAll(madeShop, pastMs);

/** A mutation that has to come about; gives what it answers. */
async function does(
  { ask }: Shop<ManualWorld>,
  field: string,
  type: string,
  input: object,
  member: string,
  shown: string,
) {
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename ... on ${member} { ${shown} } } }`;
  const { data } = await ask("orders", { query, variables: { input }, viewer: boss });
  expect(data?.[field]).toMatchObject({ __typename: member });
  return data?.[field];
}

test.each(["LOST", "RETURNED"])(
  "every parcel is %s, refunded and released: the order is completed, and the audit clean",
  async (status) => {
    const data = copyOf(await madeShop());
    const services = await openShop({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, manualWorld(lastDay, 2));
    onTestFinished(services.close);
    const row = asIs(data, "orders", (db) =>
      db
        .prepare(
          `SELECT id AS orderId, line_id AS lineId, ordered AS quantity FROM orders JOIN line_counters ON order_id = id
          WHERE state = 'CONFIRMED' AND hold_reason IS NULL AND is_sent AND set_aside = 0 AND cancelled = 0 AND given_up = 0
            AND (SELECT count(*) FROM order_lines WHERE order_id = orders.id) = 1 ORDER BY id LIMIT 1`,
        )
        .get(),
    );
    const { orderId, ...part } = unsent.parse(row);
    const key = (step: string) => `a-key-of-this-test-${status}-${step}`;
    const set = { orderId, parts: [part], idempotencyKey: key("set") };
    const fulfilment = await does(
      services,
      "fulfilmentCreate",
      "FulfilmentCreateInput",
      set,
      "FulfilmentCreated",
      "fulfilment { id }",
    );
    const fulfilmentId = z.object({ fulfilment: z.object({ id: z.string() }) }).parse(fulfilment).fulfilment.id;
    const packed = { fulfilmentId, carrier: "Kogge Parcel", idempotencyKey: key("send") };
    const sent = await does(
      services,
      "shipmentCreate",
      "ShipmentCreateInput",
      packed,
      "ShipmentCreated",
      "shipment { id }",
    );
    const shipmentId = z.object({ shipment: z.object({ id: z.string() }) }).parse(sent).shipment.id;
    await does(
      services,
      "shipmentUpdate",
      "ShipmentUpdateInput",
      { shipmentId, status },
      "ShipmentUpdated",
      "shipment { id }",
    );
    const refund = { orderId, lines: [part], reason: "It never arrived.", idempotencyKey: key("refund") };
    await does(services, "orderRefund", "OrderRefundInput", refund, "OrderRefunded", "refund { state }");
    const release = { orderId, note: "Refunded." };
    const released = await does(
      services,
      "orderHoldRelease",
      "OrderHoldReleaseInput",
      release,
      "OrderHoldReleased",
      "order { state }",
    );
    expect(released).toMatchObject({ order: { state: "COMPLETED" } });
    await settleDown(services);
    const faults = auditStores({ data, drained: true }).verdicts.filter(({ verdict }) => verdict === "broken");
    expect(faults.map(({ id }) => id)).toEqual([]);
  },
);
