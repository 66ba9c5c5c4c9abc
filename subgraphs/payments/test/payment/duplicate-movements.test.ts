/** A provider that forgot a key and moved money twice: both movements are posted, and the second raises an alarm. */
import { expect, test } from "vitest";
import { z } from "zod";
import type { ProviderPayment } from "../../src/providers/port.ts";
import { taken } from "../support/captured-payment.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { applyMessageWith } from "../support/provider-reports.ts";
import { payable, type Shop, shop, startedId } from "../support/shop.ts";

const kinds = z.array(z.object({ kind: z.string() }));

function refunded(ref: string, amountMinor = 500): ProviderPayment["refunds"][number] {
  return { ref, key: "refund:ref_1", amountMinor, state: "SUCCEEDED", failure: null };
}

async function alarms(s: Shop): Promise<string[]> {
  const rows = kinds.parse(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%' ORDER BY seq"));
  return rows.map(({ kind }) => kind);
}

/** Ledger entries of one kind on the provider account. */
function posted(s: Shop, kind: string): Promise<unknown[]> {
  return s.rows(
    `SELECT provider_event AS ref, amount_minor AS minor FROM ledger_entries WHERE kind = '${kind}' AND account = 'provider' ORDER BY seq`,
  );
}

/** A payment of 12.50 EUR, captured in full, with a refund of 5.00 of unknown outcome. */
async function withRefundInDoubt(s: Shop): Promise<string> {
  const id = await taken(s);
  overrideProvider(s, () => ({ refund: noResponse }));
  expect(await s.refund(id)).toMatchObject({ outcome: "unknown" });
  return id;
}

const sums = "SELECT state, captured_minor, refunded_minor, refund_pending_minor FROM payments";
const refunds = "SELECT provider_ref, state, from_provider FROM refunds ORDER BY provider_ref";

test.each([
  ["in one fact", [["r_1", "r_2"]]],
  ["one after the other", [["r_1"], ["r_1", "r_2"]]],
  ["the newer first", [["r_1"], ["r_2", "r_1"], ["r_2", "r_1"]]],
])(
  "two refunds under one key, reported %s, are both posted, and the second raises one alarm",
  async (_how, published) => {
    const s = await shop();
    const id = await withRefundInDoubt(s);
    for (const refs of published) await applyMessageWith(s, id, { refunds: refs.map((ref) => refunded(ref)) });
    expect(await alarms(s)).toEqual(["alarm_unrequested"]);
    expect(await posted(s, "refund")).toEqual([
      { ref: "r_1", minor: -500 },
      { ref: "r_2", minor: -500 },
    ]);
    expect(await s.rows(refunds)).toEqual([
      { provider_ref: "r_1", state: "SUCCEEDED", from_provider: 0 },
      { provider_ref: "r_2", state: "SUCCEEDED", from_provider: 1 },
    ]);
    expect(await s.rows(sums)).toEqual([
      { state: "PARTIALLY_REFUNDED", captured_minor: 1_250, refunded_minor: 1_000, refund_pending_minor: 0 },
    ]);
  },
);

test("a second, excessive refund under one key raises its alarm, and the first is settled all the same", async () => {
  const s = await shop();
  const id = await withRefundInDoubt(s);
  await applyMessageWith(s, id, { refunds: [refunded("r_1"), refunded("r_2", 800)] });
  expect(await alarms(s)).toEqual(["alarm_amount_exceeded"]);
  expect(await s.rows(sums)).toMatchObject([{ refunded_minor: 500, refund_pending_minor: 0 }]);
});

test("a different refund in place of ours is not ours: it does not count while ours is missing", async () => {
  const s = await shop();
  const id = await withRefundInDoubt(s);
  await applyMessageWith(s, id, { refunds: [refunded("r_1")] });
  await applyMessageWith(s, id, { refunds: [refunded("r_2")] });
  expect(await alarms(s)).toEqual(["alarm_other_reference"]);
  expect(await posted(s, "refund")).toEqual([{ ref: "r_1", minor: -500 }]);
});

test.each([
  ["in one fact", [["c_1", "c_2"]]],
  ["one after the other", [["c_1"], ["c_1", "c_2"]]],
])(
  "two captures under one key, reported %s, are both posted, and the second raises one alarm",
  async (_how, published) => {
    const s = await shop();
    payable(s);
    const id = await startedId(s, "tok_ok");
    overrideProvider(s, () => ({ capture: noResponse }));
    expect(await s.capture(id, { amountMinor: 500 })).toMatchObject({ outcome: "unknown" });
    const key = `cap:${id}:chk_1`;
    for (const refs of published)
      await applyMessageWith(s, id, { captures: refs.map((ref) => ({ ref, key, amountMinor: 500 })) });
    expect(await alarms(s)).toEqual(["alarm_unrequested"]);
    expect(await posted(s, "capture")).toEqual([
      { ref: "c_1", minor: 500 },
      { ref: "c_2", minor: 500 },
    ]);
    expect(await s.rows(sums)).toEqual([
      { state: "PARTIALLY_CAPTURED", captured_minor: 1_000, refunded_minor: 0, refund_pending_minor: 0 },
    ]);
  },
);
