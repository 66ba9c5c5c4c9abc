/** Logs: one line of JSON each, with the request id and without private data. */
import path from "node:path";
import { expect, test } from "vitest";
import { CodedError } from "../../src/runtime/errors.ts";
import { withTrace } from "../../src/runtime/trace.ts";
import { startOwned } from "../../testing/processes/owned-process.ts";
import { recordingLog } from "../support/log-lines.ts";

const mail = "ada@example.org";

test.each<[string, object]>([
  ["on top", { email: mail }],
  ["deep inside", { a: { b: { c: { d: { email: mail } } } } }],
  ["in a list", { list: [{ email: mail }] }],
  ["in a list of lists, deep inside", { a: { list: [[{ email: mail }]] } }],
  ["as a list", { guest: [mail] }],
  ["as an object", { token: { value: mail } }],
  ["on an error", { err: Object.assign(new Error("refused"), { email: mail, request: { token: mail } }) }],
  ["on an error's cause", { err: new Error("refused", { cause: Object.assign(new Error("no"), { email: mail }) }) }],
  ["in an error's extensions", { reason: new CodedError("BAD_REQUEST", "No.", { asked: { email: mail } }) }],
  ["behind toJSON", { person: { toJSON: () => ({ email: mail }) } }],
])("private data is kept out of the log %s", (_where, fields) => {
  const { lines, log } = recordingLog();
  log.info(fields, "said");
  expect(lines.join("")).not.toContain(mail);
  expect(JSON.parse(lines.join(""))).toMatchObject({ msg: "said", service: "test" });
});

test("a secret id is logged as a fingerprint: equal for equal ids, different for others", () => {
  const { lines, log } = recordingLog();
  log.info({ checkoutId: "chk_1" }, "first");
  const nested: object = { hold: [{ checkoutId: "chk_1" }] };
  log.info(nested, "second");
  log.info({ checkoutId: "chk_2", cartId: "cart_1" }, "third");
  const [first, second, third] = lines.map((line) => JSON.parse(line));
  expect(first.checkoutId).toMatch(/^#[0-9a-f]{12}$/);
  expect(second.hold).toEqual([{ checkoutId: first.checkoutId }]);
  expect(third.checkoutId).not.toBe(first.checkoutId);
  expect(lines.join("")).not.toMatch(/chk_|cart_/);
});

test("an error keeps its type, also where it is one of ours or a library's", () => {
  const { lines, log } = recordingLog();
  for (const err of [new TypeError("no"), new CodedError("BAD_REQUEST", "No."), new AggregateError([], "none")])
    log.error({ err }, "said");
  log.error({ err: "text that was thrown" }, "said");
  const types = lines.map((line) => JSON.parse(line).err.type);
  expect(types).toEqual(["TypeError", "CodedError", "AggregateError", undefined]);
});

test("an error keeps its message, stack, code and cause", () => {
  const { lines, log } = recordingLog();
  const cause = new Error("the disk is full");
  log.error({ err: Object.assign(new Error("not written", { cause }), { code: "SQLITE_FULL" }) }, "a write failed");
  const { err } = JSON.parse(lines.join(""));
  expect(err).toMatchObject({ message: expect.stringContaining("not written"), code: "SQLITE_FULL" });
  expect(err.stack).toContain("log.test.ts");
  expect(JSON.stringify(err)).toContain("the disk is full");
});

test("data that is not private is logged unchanged, and circular data ends", () => {
  const { lines, log } = recordingLog();
  const at = new Date(0);
  const round: { name: string; self?: object } = { name: "ring" };
  round.self = round;
  const fields: object = { at, list: [1, null, "two"], twice: [{ at }, { at }], round };
  log.info(fields, "said");
  expect(JSON.parse(lines.join(""))).toMatchObject({
    at: at.toISOString(),
    list: [1, null, "two"],
    twice: [{ at: at.toISOString() }, { at: at.toISOString() }],
    round: { name: "ring", self: "[itself]" },
  });
});

test("a line carries the id of its request", () => {
  const { lines, log } = recordingLog();
  withTrace({ requestId: "req_1", entry: "graphql" }, () => log.info("inside"));
  log.info("outside");
  expect(lines.map((line) => JSON.parse(line).requestId)).toEqual(["req_1", undefined]);
});

test("a process ends although its log has no reader any more", async () => {
  const program = path.join(import.meta.dirname, "../support/programs/log.ts");
  const { child, printed, ended } = startOwned(process.execPath, [program], { stdio: ["pipe", "pipe", "ignore"] });
  try {
    await printed("\n");
    child.stdout?.destroy();
    child.stdin?.end();
    await ended();
  } finally {
    child.kill("SIGKILL");
  }
});
