/** The clients' journal is compared with the stores: each forbidden response is named by its invariant. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { auditStores } from "../../audit/audit.ts";
import { copyOf, damage, openSoundShop, withRawStore } from "./support/shop-copies.ts";

let shop: string;
let orders: string[];
beforeAll(async () => {
  shop = await openSoundShop();
  const found = withRawStore(shop, "orders", (db) =>
    db.prepare("SELECT id FROM orders ORDER BY id LIMIT 2").pluck().all(),
  );
  orders = z.array(z.string()).parse(found);
});

type Line = Record<string, string>;
const request = (call: string, more: Line = {}): Line => ({
  kind: "request",
  call,
  client: "ada",
  operation: "order",
  ...more,
});
const answered = (call: string, more: Line): Line => ({ kind: "response", call, outcome: "Order", ...more });
const complete = (call: string, args = "a"): Line =>
  request(call, { operation: "checkoutComplete", scope: "chk_1", key: "k-1", args });
const placed = (call: string, orderId: string, same = "s"): Line =>
  answered(call, { outcome: "CheckoutCompleted", orderId, state: "CONFIRMED", same });

/** The verdicts of the audit on a shop with this clients' journal. */
function judge(lines: readonly Line[], data = shop, ending = "\n") {
  const file = path.join(copyOf(shop), "journal.jsonl");
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n") + ending);
  const { verdicts, isClean } = auditStores({ data, journal: file, drained: true });
  return {
    isClean,
    faults: verdicts.filter(({ verdict }) => verdict !== "holds").map(({ id, verdict }) => `${id} ${verdict}`),
  };
}

/** An honest journal of one order, to which the tests add what went wrong. */
const honest = (id: string) => [
  complete("c1"),
  { kind: "note", text: "orders was killed" },
  complete("c2"),
  answered("c1", { outcome: "lost" }),
  placed("c2", id),
  complete("c3"),
  placed("c3", id),
  complete("c4", "other"),
  answered("c4", { outcome: "IdempotencyKeyReusedError" }),
  request("c5"),
  answered("c5", { orderId: id, state: "CONFIRMED" }),
];

test("a journal in which all went well is clean, also when its last line was cut short", () => {
  expect(judge(honest(orders[0] ?? ""))).toEqual({ isClean: true, faults: [] });
  expect(judge(honest(orders[0] ?? ""), shop, '\n{"kind":"resp')).toEqual({ isClean: true, faults: [] });
});

test("an order, or a refund, that a client was shown and that is not there is named by I5", () => {
  expect(
    judge([...honest(orders[0] ?? ""), request("d1"), answered("d1", { orderId: "ord_nobody", state: "CONFIRMED" })]),
  ).toEqual({
    isClean: false,
    faults: ["I5 broken"],
  });
  expect(judge([...honest(orders[0] ?? ""), request("d1"), answered("d1", { refundId: "ref_nobody" })]).faults).toEqual(
    ["I5 broken"],
  );
});

test("an order that a client placed and that has no outcome is named by I5, with the others that see it", () => {
  const data = copyOf(shop);
  const id = orders[0] ?? "";
  damage(data, "orders", [`UPDATE sagas SET step = 'CAPTURE', outcome = NULL WHERE order_id = '${id}'`]);
  expect(judge(honest(id), data).faults).toEqual(["I5 broken", "I6 broken", "I10 broken"]);
});

test.each([
  ["two orders", (_first: string, second: string) => [complete("d1"), placed("d1", second)]],
  ["another answer", (first: string) => [complete("d1"), placed("d1", first, "other")]],
  ["an effect with other arguments", (first: string) => [complete("d1", "other"), placed("d1", first)]],
])("a key that had %s is named by I9", (_what, wrong) => {
  const [first = "", second = ""] = orders;
  expect(judge([...honest(first), ...wrong(first, second)])).toEqual({ isClean: false, faults: ["I9 broken"] });
});

test("an order that goes back before a client's eyes is named by I11; what was asked before the other was answered is not", () => {
  const id = orders[0] ?? "";
  const state = (call: string, said: string) => answered(call, { orderId: id, state: said });
  const back = [request("d1"), state("d1", "SHIPPED"), request("d2"), state("d2", "CONFIRMED")];
  expect(judge([...honest(id), ...back])).toEqual({ isClean: false, faults: ["I11 broken"] });
  const overlapping = [request("d1"), request("d2"), state("d1", "SHIPPED"), state("d2", "CONFIRMED")];
  expect(judge([...honest(id), ...overlapping])).toEqual({ isClean: true, faults: [] });
  const others = [request("d1"), state("d1", "SHIPPED"), request("d2", { client: "eve" }), state("d2", "CONFIRMED")];
  expect(judge([...honest(id), ...others])).toEqual({ isClean: true, faults: [] });
});

test("a journal in which nothing was answered proves nothing", () => {
  expect(judge([request("c1")])).toEqual({
    isClean: false,
    faults: ["I5 nothing read", "I9 nothing read", "I11 nothing read"],
  });
});

test.each([
  ["a call that was answered and never requested", [answered("c1", {})], "line 1: the call c1 was never requested"],
  ["a call that was requested twice", [request("c1"), request("c1")], "line 2: the call c1 was requested before"],
  ["a line of another kind", [{ kind: "asking" }], "line 1"],
])("%s is no journal, and nothing is judged by it", (_what, lines, message) => {
  expect(() => judge(lines)).toThrow(message);
});
