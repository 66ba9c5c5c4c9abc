/** Redaction: no planted secret or personal value reaches a line, by its name or by its form, and other texts stay. */
import { expect, test } from "vitest";
import { lineWith } from "../../src/runtime/log-line.ts";
import { redactText } from "../../src/runtime/redaction.ts";
import { withTrace } from "../../src/runtime/trace.ts";
import { developmentApiKey } from "../../testing/api-keys.ts";
import { recordingLog } from "../support/log-lines.ts";

const logLine = lineWith({});
const apiKey = developmentApiKey("cli_01jd5k0000000000000000000a", new Uint8Array(32));
const forms: readonly [string, string][] = [
  ["an e-mail address", "ada@example.org"],
  ["an address with accents", "zoë.o'neil+shop@bücher.example"],
  ["a password in an address", "hunter2secret"],
  ["a signed token", "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c2VyXzEifQ.c2lnbmF0dXJl"],
  ["a random token", "q8Z0mVQ3tq4xw1b2n7yK5-uJ0dH6sLr_PfEaTcGiXk9"],
  ["an API key", apiKey],
  ["a key of Stripe", "sk_live_51Habcdefghijkl"],
  ["a secret of Stripe's webhooks", "whsec_abcdefghijkl"],
  ["a client secret", "pi_3Abc_secret_9xYz"],
  ["a card number", "4242424242424242"],
  ["a card number in groups", "5555 5555 5555 4444"],
];
const sentenceWith = (value: string) =>
  value === "hunter2secret" ? `no answer of smtps://shop:${value}@mail.example:465` : `sent to ${value}, refused`;

test.each(forms)("%s is never written, in a message, a field, an error or a cause", (_name, value) => {
  const { lines, log } = recordingLog();
  const text = sentenceWith(value);
  const cause = new Error(text);
  log.warn(text);
  log.warn({ fault: text, first: [text] }, "said");
  log.error({ err: new Error(text, { cause }) }, "failed");
  log.error({ err: Object.assign(new Error("refused"), { response: { detail: text } }) }, "failed");
  expect(lines.join("")).not.toContain(value);
  expect(lines.join("")).toContain("[private]");
});

test.each([
  ...["password", "newPassword", "authorization", "set-cookie", "refreshToken", "client_secret", "apiKey", "email"],
  ...["shippingAddress", "postalCode", "firstName", "recipient", "phone", "cardNumber", "line1"],
  ...["apollographql-client-name", "clientVersion"],
])("the value of %s is never written", (name) => {
  const { lines, log } = recordingLog();
  const fields: object = { asked: { [name]: { text: "planted" } } };
  log.warn(fields, "said");
  expect(lines.join("")).not.toContain("planted");
});

test.each([
  "at open (/work/node_modules/@apollo/gateway/dist/index.js:10:5)",
  "graphql@16.15.0 and @hansa/kit/runtime/log",
  "http://127.0.0.1:4003/graphql answered 503 at 2026-11-25T19:45:00.000Z",
  "ord_01jd5k8m2n3p4q5r6s7t8v9w0x was placed at 1764100000007",
  "the hash 3f2a9c0d4b5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8 differs",
  "1234567890123456 is no card number",
])("a text without private parts stays: %s", (text) => {
  expect(redactText(text)).toBe(text);
});

test("a value at the edge of a long text is not written in part", () => {
  const { lines, log } = recordingLog();
  log.warn({ fault: `${"x ".repeat(4_093)}ada@example.org` }, "said");
  expect(lines.join("")).not.toContain("ada@");
  expect(lines.join("").length).toBeLessThan(8_192);
});

test("a long text is read in time that grows with its length", () => {
  for (const text of [
    "a".repeat(1e6),
    "a@".repeat(5e5),
    "4 ".repeat(5e5),
    "_secret".repeat(1e5),
    "://a:".repeat(2e5),
  ]) {
    const before = process.cpuUsage();
    redactText(text);
    expect(process.cpuUsage(before).user).toBeLessThan(500_000);
  }
});

test("every line has the schema, with its request, entry point, error and cut", () => {
  const { lines, log } = recordingLog();
  log.info("ready");
  withTrace({ requestId: "req_1", entry: "job" }, () => log.error({ err: new Error("no"), job: "sweep" }, "failed"));
  log.error({ err: Object.assign(new Error("long"), { data: Array(9).fill("x".repeat(9_000)) }) }, "failed");
  log.error({ err: new Error("x".repeat(20_000)), id: "tin_1" }, "y".repeat(20_000));
  const parsed = lines.map((line) => logLine.parse(JSON.parse(line)));
  expect(parsed[1]).toMatchObject({ requestId: "req_1", entry: "job", job: "sweep" });
  expect(parsed[3]).toMatchObject({ id: "tin_1", cutFrom: expect.any(Number) });
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(8_192);
  expect(() => logLine.parse({ ...parsed[0], surprise: 1 })).toThrow(/surprise/);
});
