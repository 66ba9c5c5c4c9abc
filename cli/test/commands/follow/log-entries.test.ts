/** Log lines of one order: those that name it, and the others of the same request and trace, without those of other orders. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fingerprintId } from "@hansa/kit/runtime";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FollowedOrder } from "../../../commands/follow/followed-order.ts";
import { findLogEntries, logFilesOf } from "../../../commands/follow/log-entries.ts";

const order: FollowedOrder = {
  id: "ord_ours",
  number: "100001",
  checkoutId: "chk_ours",
  cartId: "cart_ours",
  state: "CONFIRMED",
  settlement: "PAID",
  hold: null,
  paymentIds: ["pay_ours"],
  ids: ["ord_ours", "pay_ours", "rfd_ours"],
  traceIds: ["7f3a7f3a7f3a7f3a7f3a7f3a7f3a7f3a"],
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hansa-follow-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("lines that name the order, its parts or the fingerprints of its checkout and cart are found, in all files of the folder", async () => {
  write("orders", { msg: "by order", orderId: "ord_ours" }, { msg: "other", orderId: "ord_other" });
  write("payments.2026-11-25.1", { msg: "by payment", paymentId: "pay_ours" }, { msg: "in a text of rfd_ours" });
  write("products", { msg: "by checkout", checkoutId: fingerprintId("chk_ours") }, { msg: "none" });
  expect(await messages()).toEqual(["by order", "by payment", "in a text of rfd_ours", "by checkout"]);
});

test("the others of their requests and traces are found, before them too", async () => {
  write("router", { msg: "before", requestId: "req_1" }, { msg: "of no one", requestId: "req_2" });
  write("orders", { msg: "named", requestId: "req_1", traceId: "t1", entry: "graphql", orderId: "ord_ours" });
  write("users", { msg: "of its trace", requestId: "req_3", traceId: "t1", entry: "job" });
  write("products", { msg: "of a stored trace", traceId: order.traceIds[0] });
  expect(await messages()).toEqual(["named", "of a stored trace", "before", "of its trace"]);
});

test("the run of a job connects nothing, and a line that names only another order is left out", async () => {
  write("orders", { msg: "ours", requestId: "req_job", entry: "job", orderId: "ord_ours" });
  write("orders-2", { msg: "of the same run", requestId: "req_job", entry: "job" });
  write("payments", { msg: "request", requestId: "req_1", paymentId: "pay_ours" });
  write("router", { msg: "theirs", requestId: "req_1", orderId: "ord_other" });
  expect(await messages()).toEqual(["ours", "request"]);
});

test("what an older version wrote is redacted, control characters and links are removed, and foreign texts are skipped", async () => {
  write("orders", {
    ...{ level: 40, msg: "mail to ada@example.org \u001b[31m", orderId: "ord_ours", link: "http://shop/ord_ours" },
    ...{ email: "grace@example.org", ms: 1.23456, err: { message: "refused eve@example.org\nsecond", stack: "" } },
  });
  writeFileSync(path.join(folder, "plain.log"), "ord_ours in plain text\n{ord_ours\n\n");
  const { entries } = await findLogEntries(logFilesOf(folder), order);
  expect(entries).toEqual([
    expect.objectContaining({
      source: "orders log",
      text: "warning: mail to [private] [31m orderId=ord_ours email=[private] ms=1.2 refused [private]",
    }),
  ]);
});

test("lines above the bound are counted", async () => {
  write("orders", ...Array.from({ length: 2_100 }, (_each, index) => ({ msg: `line ${index}`, orderId: "ord_ours" })));
  const { entries, leftOut } = await findLogEntries(logFilesOf(path.join(folder, "orders.log")), order);
  expect([entries.length, leftOut]).toEqual([2_000, 100]);
});

function write(name: string, ...lines: object[]): void {
  const texts = lines.map((line) => JSON.stringify({ level: 30, time: 1, service: name, ...line }));
  writeFileSync(path.join(folder, `${name}.log`), texts.map((text) => `${text}\n`).join(""));
}

async function messages(): Promise<(string | undefined)[]> {
  const { entries } = await findLogEntries(logFilesOf(folder), order);
  return entries.map(({ text }) => /^info: ([a-z_ ]+?)(?: \w+=.*)?$/.exec(text)?.[1]);
}
