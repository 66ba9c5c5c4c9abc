/** Audit log: each change by staff is recorded once, with its actor, and only if something changed. */
import { scopedMutations } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { promote } from "../support/back-office/promotions.ts";
import { colleague, save } from "../support/back-office/settings.ts";
import { present } from "../support/mutations.ts";
import { buy, deliver, prepareUnits, requestReturn, ship } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, noon, type Sender, type Shop, shop } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

const administrator = colleague("ADMIN");
const deed = z.object({
  action: z.string(),
  subjectId: z.string().nullable(),
  summary: z.string(),
  actorId: z.string().nullable(),
  clientId: z.string().nullable(),
});
const published = z.array(z.object({ payload: z.string() }));

/** The audit entries since the shop opened. */
async function auditedActions(s: Shop) {
  const rows = published.parse(await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded' ORDER BY seq"));
  return rows.map(({ payload }) => deed.parse(JSON.parse(payload)));
}

async function done(
  s: Shop,
  field: string,
  input: Record<string, unknown>,
  sender: Sender = administrator,
): Promise<string> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { done: ${field}(input: $input) { __typename } }`;
  const { data, errors } = await s.query(text, { input }, sender);
  expect(errors).toBeUndefined();
  return String(Object(data?.done).__typename);
}

const zone = (s: Shop) => save(s, "shippingZoneSave", { name: "Far", countries: ["JP"] });
const rate = (s: Shop) =>
  save(s, "taxRateSave", { name: "VAT", country: "JP", rate: "0.1", startsAt: new Date(noon + 9_000).toISOString() });

async function method(s: Shop, change: Record<string, unknown>) {
  const made = await zone(s);
  const saved = await save(s, "shippingMethodSave", {
    ...{ zoneId: present(made.zone).id, carrier: "Post", label: "Parcel", etaDaysMin: 1, etaDaysMax: 2 },
    rates: [
      { currency: "EUR", upToGrams: 1_000, amountMinor: 490 },
      { currency: "EUR", upToGrams: 9_000, amountMinor: 990 },
    ],
  });
  return { id: present(saved.method).id, ...change };
}

function imprint() {
  const texts = { title: "Teapot Ltd", bodyHtml: "<p>Teapot Ltd, Far Quay 1</p>" };
  return { slug: "imprint", language: "en", kind: "IMPRINT", ...texts, published: true, idempotencyKey: newKey() };
}

const letter = { channel: "LETTER", sentOn: new Date(noon).toISOString().slice(0, "2026-01-15".length) };

/** A withdrawal of sent units, which waits for its refund. */
async function withdrawn(s: Shop) {
  const bought = await buy(s, undefined, { viewer: ada });
  await ship(s, bought, 1);
  const { withdrawal } = await withdraw(s, bought);
  return { withdrawalId: present(withdrawal).id, idempotencyKey: newKey() };
}

async function requestedReturn(s: Shop): Promise<string> {
  const bought = await buy(s, undefined, { viewer: ada });
  await deliver(s, bought, 3);
  return present((await requestReturn(s, bought, 1)).orderReturn).id;
}

async function ofLine(s: Shop, what: "lines" | "parts") {
  const { orderId, line } = await buy(s);
  return { orderId, [what]: [{ lineId: line.lineId, quantity: 1 }], idempotencyKey: newKey() };
}

async function approved(s: Shop) {
  const bought = await buy(s, undefined, { viewer: ada });
  await deliver(s, bought, 3);
  const returnId = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await done(s, "returnResolve", { returnId, decision: "APPROVE" });
  return { returnId, parts: [{ lineId: bought.line.lineId, quantity: 1 }], idempotencyKey: newKey() };
}

async function aside(s: Shop): Promise<string> {
  const { orderId, line } = await buy(s);
  return present((await prepareUnits(s, orderId, [{ lineId: line.lineId, quantity: 1 }])).fulfilment).id;
}

async function cancelledAside(s: Shop) {
  const { orderId, line } = await buy(s);
  const parts = [{ lineId: line.lineId, quantity: 1 }];
  const fulfilmentId = present((await prepareUnits(s, orderId, parts)).fulfilment).id;
  await done(s, "orderCancel", { orderId, idempotencyKey: newKey() });
  return { fulfilmentId, parts, idempotencyKey: newKey() };
}

async function parcel(s: Shop): Promise<string> {
  return ship(s, await buy(s), 1);
}

type AuditedAction = [
  field: string,
  action: string,
  prepare: (s: Shop) => Promise<Record<string, unknown>> | Record<string, unknown>,
];

const all: AuditedAction[] = [
  ["shopSettingsUpdate", "settings.changed", () => ({ supportEmail: "a@teapot.example", logo: "/media/Teapot.svg" })],
  [
    "shippingZoneSave",
    "shippingZone.saved",
    async (s) => ({ id: present((await zone(s)).zone).id, countries: ["KR"] }),
  ],
  ["shippingZoneDelete", "shippingZone.deleted", async (s) => ({ id: present((await zone(s)).zone).id })],
  ["shippingMethodSave", "shippingMethod.saved", (s) => method(s, { label: "Letter" })],
  [
    "shippingMethodSave",
    "shippingMethod.saved",
    (s) => method(s, { rates: [{ currency: "EUR", upToGrams: 1_000, amountMinor: 590 }] }),
  ],
  ["taxRateSave", "taxRate.saved", async (s) => ({ id: present((await rate(s)).taxRate).id, rate: "0.08" })],
  ["taxRateDelete", "taxRate.deleted", async (s) => ({ id: present((await rate(s)).taxRate).id })],
  [
    "promotionSave",
    "promotion.saved",
    async (s) => ({ id: await promote(s, { rateOff: "0.1" }), label: "Offer", rateOff: "0.12" }),
  ],
  ["shopPageSave", "shopPage.saved", () => imprint()],
  [
    "shopPageDelete",
    "shopPage.deleted",
    async (s) => {
      await done(s, "shopPageSave", imprint());
      return { slug: "imprint", language: "en", idempotencyKey: newKey() };
    },
  ],
  ["promotionEnd", "promotion.ended", async (s) => ({ id: await promote(s, { rateOff: "0.1" }) })],
  ["orderRefund", "refund.requested", async (s) => ({ ...(await ofLine(s, "lines")), reason: "Broken." })],
  ["orderCancel", "order.cancelled", async (s) => ({ orderId: (await buy(s)).orderId, idempotencyKey: newKey() })],
  ["orderLinesCancel", "order.linesCancelled", (s) => ofLine(s, "parts")],
  ["returnResolve", "return.approved", async (s) => ({ returnId: await requestedReturn(s), decision: "APPROVE" })],
  ["returnResolve", "return.rejected", async (s) => ({ returnId: await requestedReturn(s), decision: "REJECT" })],
  ["returnReceive", "return.received", approved],
  [
    "returnClose",
    "return.closed",
    async (s) => ({ returnId: (await approved(s)).returnId, outcome: "NOT_ARRIVED", idempotencyKey: newKey() }),
  ],
  ["fulfilmentCreate", "fulfilment.created", (s) => ofLine(s, "parts")],
  ["fulfilmentPutBack", "fulfilment.putBack", cancelledAside],
  [
    "shipmentCreate",
    "shipment.created",
    async (s) => ({ fulfilmentId: await aside(s), carrier: "Harbour Teapot", idempotencyKey: newKey() }),
  ],
  ["shipmentUpdate", "shipment.updated", async (s) => ({ shipmentId: await parcel(s), status: "DELIVERED" })],
  ["shipmentUpdate", "shipment.updated", async (s) => ({ shipmentId: await parcel(s), trackingNumber: "Teapot-1" })],
  ["withdrawalContest", "withdrawal.contested", async (s) => ({ ...(await withdrawn(s)), note: "Broken." })],
  ["withdrawalProofRecord", "withdrawal.proofRecorded", withdrawn],
  ["withdrawalRecord", "withdrawal.recorded", async (s) => ({ ...(await ofLine(s, "parts")), ...letter })],
  ["orderHold", "order.held", async (s) => ({ orderId: (await buy(s)).orderId, note: "Broken." })],
  [
    "orderHoldRelease",
    "order.released",
    async (s) => {
      const { orderId } = await buy(s);
      await done(s, "orderHold", { orderId, note: "Broken." });
      return { orderId, note: "Broken after all." };
    },
  ],
];

test.each(all)("%s leaves %s once, and nothing when it is repeated or refused", async (field, action, prepare) => {
  const s = await shop();
  const input = await prepare(s);
  const before = (await auditedActions(s)).length;
  expect(await done(s, field, input)).not.toMatch(/Error$/);
  const [published, ...more] = (await auditedActions(s)).slice(before);
  expect(more).toEqual([]);
  expect(published).toMatchObject({ action, actorId: "user_admin", clientId: null });
  expect(published?.summary).not.toMatch(/@|Teapot|Far|VAT|Broken/);
  await done(s, field, input);
  expect(await auditedActions(s)).toHaveLength(before + 1);
});

test("a note is recorded each time, without its text", async () => {
  const s = await shop();
  const { orderId } = await buy(s);
  for (let turn = 0; turn < 2; turn += 1) await done(s, "orderNoteAdd", { orderId, text: "Teapot broken." });
  const note = {
    action: "order.noteAdded",
    subjectId: orderId,
    summary: expect.stringMatching(/^Wrote note_\w+ about/),
  };
  expect(await auditedActions(s)).toMatchObject([note, note]);
});

test("every mutation with a scope has an audited action", () => {
  const elsewhere = ["orderNoteAdd", "orderCapture", "orderVatIdCorrect", "orderContactUpdate", "orderMailResend"];
  const published = new Set([...all.map(([field]) => field), ...elsewhere]);
  const scoped = scopedMutations(new URL("../../schema.graphql", import.meta.url));
  expect(scoped.filter((field) => !published.has(field))).toEqual([]);
});

test("a manual capture is recorded once", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const { orderId } = await buy(s);
  const input = { orderId, amountMinor: 500, idempotencyKey: newKey() };
  for (const response of ["OrderCaptured", "OrderCaptured"])
    expect(await done(s, "orderCapture", input)).toBe(response);
  const requested = { action: "capture.requested", subjectId: orderId, actorId: "user_admin" };
  expect(await auditedActions(s)).toMatchObject([requested]);
  expect((await auditedActions(s))[0]?.summary).toContain("5.00 EUR");
});

test("saving unchanged data records nothing and does not raise the version", async () => {
  const s = await shop();
  const { id } = await method(s, {});
  const rates = [
    { currency: "EUR", upToGrams: 9_000, amountMinor: 990 },
    { currency: "EUR", upToGrams: 1_000, amountMinor: 490 },
  ];
  const before = (await auditedActions(s)).length;
  const saved = await save(s, "shippingMethodSave", { id, carrier: "Post", rates });
  expect(saved.method).toMatchObject({ version: 1, zone: { name: "Far" } });
  const same = await save(s, "shippingZoneSave", { id: Object(saved.method).zone.id, name: "Far", countries: ["JP"] });
  expect(same.zone).toMatchObject({ version: 1 });
  expect(await auditedActions(s)).toHaveLength(before);
});

test("programs are recorded as programs, and actions of buyers on their own orders are not recorded", async () => {
  const s = await shop();
  const program: Sender = { viewer: { kind: "client", id: "cli_books", scopes: ["refunds:write", "orders:read"] } };
  const bought = await buy(s);
  const { orderId } = bought;
  await done(s, "orderRefund", { orderId, adjustmentMinor: 100, reason: "Late.", idempotencyKey: newKey() }, program);
  expect(await auditedActions(s)).toMatchObject([{ action: "refund.requested", actorId: null, clientId: "cli_books" }]);
  const other = await buy(s);
  const cancelled = { orderId: other.orderId, guestToken: other.guestToken, idempotencyKey: newKey() };
  expect(await done(s, "orderCancel", cancelled, other.sender)).toBe("OrderCancelled");
  expect(await auditedActions(s)).toHaveLength(1);
});
