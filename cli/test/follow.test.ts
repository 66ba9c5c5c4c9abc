/** Logs of a shop that `npm start` runs, and `hansa follow` over them: every line has the schema, and an order has one time line. */
import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import {
  address,
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import { sendRequest } from "@hansa/client/graphql-client";
import { logLine } from "@hansa/contracts/log";
import { Database } from "@hansa/kit/store";
import { type OwnedProgram, portOf, startOwned } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { findFreePorts } from "../host/processes/ports.ts";
import { root, services, storeFile } from "../host/shop.mjs";

type Line = ReturnType<typeof logLine.parse>;
type Entry = { at: number; source: string; text: string; requestId?: string; traceId?: string };

const collector = createServer((_request, response) => void response.end("{}"));
const data = mkdtempSync(path.join(inject("shopFolders"), "follow-"));
const logs = path.join(data, "logs");
let environment: NodeJS.ProcessEnv;
let url = "";
let shop: OwnedProgram;
const first = { number: "", checkoutId: "", guestToken: "" };
const second = { number: "", checkoutId: "", guestToken: "" };

beforeAll(async () => {
  cpSync(inject("seededData"), data, { recursive: true });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const port = await findFreePorts(31_400);
  url = `http://127.0.0.1:${port}/graphql`;
  environment = {
    ...process.env,
    ...{ HANSA_PORT: String(port), HANSA_DATA: data, HANSA_LOG_LEVEL: "debug", CI: "true" },
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector.address())}`,
  };
  await start();
  await purchase(first);
  await purchase(second);
});
afterAll(async () => {
  await stop();
  collector.close();
});

const steps = [
  ["orders checkout", "checkout started"],
  ["products stock", "stock reserved, now committed"],
  ["payments payment", /^pay_\w+ of \d+\.\d\d EUR with sandbox started, attempt 1, now CAPTURED$/],
  ["payments call", /^call start stored, now done/],
  ["provider report", "authorized by API"],
  ["payments event", /^payment\.authorized, number \d+$/],
  ["orders timeline", "PLACED by CUSTOMER"],
  ["orders event", /^order\.placed, number \d+$/],
  ["orders log", /^info: order processing: work attempted .*work=COMMIT_STOCK/],
  ["payments call", /^call capture stored, now done/],
  ["provider report", "captured by API"],
  ["payments ledger", /^capture: \d+\.\d\d EUR to provider, transaction /],
  ["payments event", /^payment\.captured, number \d+$/],
  ["orders timeline", "PAYMENT_CAPTURED by SHOP"],
  ["orders timeline", "CONFIRMED by SHOP"],
  ["orders saga", "saga DONE, CONFIRMED"],
  ["orders event", /^order\.confirmed, number \d+$/],
] as const;

test("a purchase is one time line of stores and logs, in the order of its steps, with its requests in all processes", () => {
  const entries = followJson("--order", first.number);
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((one, other) => one - other));
  const positions = steps.map(([source, step]) =>
    entries.findIndex((entry) => entry.source === source && matches(entry.text, step)),
  );
  expect(steps.filter((_step, index) => positions[index] === -1)).toEqual([]);
  const times = positions.map((position) => entries[position]?.at);
  expect(times).toEqual(times.toSorted((one = 0, other = 0) => one - other));
  const sources = new Set(entries.map(({ source }) => source));
  for (const { name } of services.filter((each) => each.name !== "users")) expect(sources).toContain(`${name} log`);
});

test("lines of another order are not in it, nor is what its buyer entered or what grants access", () => {
  const [one, other] = [followJson("--order", first.number), followJson("--order", second.number)];
  // Without times, which may have the digits of the postal code.
  const shown = one.map(({ source, text }) => `${source} ${text}`).join("\n");
  const ofOther = other.flatMap((entry) => entry.text.match(/\b(?:ord|pay)_\w{26}\b/g) ?? []);
  expect(ofOther.length).toBeGreaterThan(0);
  for (const id of ofOther) expect(shown).not.toContain(id);
  for (const secret of [...entered(), first.checkoutId, first.guestToken]) expect(shown).not.toContain(secret);
});

test("the time line of a person names the order and what was read; an unknown order is refused", () => {
  const { stdout, status } = follow("--order", first.number);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Order ${first.number} ord_\\w+: CONFIRMED, PAID\\. Times in UTC\\.$`, "m"));
  expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {2}orders timeline +PLACED by CUSTOMER$/m);
  expect(stdout).toMatch(/^\d+ entries of the stores, \d+ lines of .*logs\.$/m);
  const [sequence = "", tail] = first.number.split("-");
  for (const typed of [`#${first.number}`, `Nr. ${sequence} ${tail}`, sequence, stdout.match(/ord_\w+/)?.[0] ?? ""])
    expect(follow("--order", typed).stdout).toContain(`Order ${first.number} ord_`);
  for (const unknown of ["99999999", "no number"]) expect(follow("--order", unknown)).toMatchObject({ status: 1 });
});

test("every line of a shop has the schema, through purchases, a refusal, a failure and a stop, with its request and trace", async () => {
  await sendRequest(url, { query: "{ users(first: 1) { nodes { id } } }" });
  await sendRequest(url, { query: `{ products(first: 1) { nodes { nonsense } } }` });
  const products = execFileSync("pgrep", ["-P", String(shop.child.pid), "-f", "/dist/products"], { encoding: "utf8" });
  process.kill(Number(products), "SIGKILL");
  await sendRequest(url, { query: "{ products(first: 1) { nodes { title } } }" });
  await expect.poll(() => linesOf("products").some(({ msg }) => msg === "process: ended, is started again")).toBe(true);
  await expect
    .poll(async () => (await sendRequest(url, { query: "{ products(first: 1) { nodes { id } } }" })).errors)
    .toEqual([]);
  expect(await stop()).toBe(0);

  const all = services.flatMap(({ name }) => linesOf(name));
  expect(all.length).toBeGreaterThan(100);
  for (const { name } of services)
    expect(new Set(linesOf(name).map(({ service }) => service))).toEqual(new Set([name]));
  const withoutTrace = (lines: Line[]) => lines.filter(({ traceId }) => traceId === undefined);
  expect(withoutTrace(all.filter(({ entry }) => entry === "graphql"))).toEqual([]);
  const work = all.filter(({ msg }) => /^(order processing: work attempted|provider call: settled)$/.test(msg));
  expect(work.length).toBeGreaterThanOrEqual(2 * 4);
  expect(withoutTrace(work)).toEqual([]);
  // Without numbers: a time may have the digits of the postal code.
  const written = logFiles()
    .map((name) => readFileSync(path.join(logs, name), "utf8").replace(/:[\d.]+(?=[,}])/g, ":0"))
    .join("");
  for (const secret of [...entered(), first.checkoutId, first.guestToken, second.checkoutId])
    expect(written).not.toContain(secret);
});

test("a file of a stopped shop, with names of containers before its lines, is read as well as the folder", () => {
  const file = path.join(data, "collected.txt");
  const texts = logFiles().flatMap((name) => readFileSync(path.join(logs, name), "utf8").trim().split("\n"));
  writeFileSync(file, texts.map((line) => `orders-1  | ${line}\n`).join(""));
  const ofLogs = (entries: Entry[]) => entries.filter(({ source }) => source.endsWith(" log")).length;
  const folder = ofLogs(followJson("--order", first.number));
  expect(folder).toBeGreaterThan(0);
  expect(ofLogs(followJson("--order", first.number, "--logs", file))).toBe(folder);
});

test("a stopped shop is followed too, and so is one in a single process, whose lines name their service", async () => {
  const stopped = followJson("--order", first.number).length;
  expect(stopped).toBeGreaterThan(steps.length);
  await start("--one-process");
  const third = { number: "", checkoutId: "", guestToken: "" };
  await purchase(third);
  expect(await stop()).toBe(0);
  const named = new Set(linesOf("shop").map(({ service }) => service));
  expect(services.filter(({ name }) => !named.has(name))).toEqual([]);
  expect(followJson("--order", third.number).some(({ source }) => source === "orders log")).toBe(true);
});

test("an e-mail about an order is sent, refused or waits", () => {
  const store = new Database(storeFile(data, "orders"));
  onTestFinished(() => void store.close());
  const mails = () =>
    followJson("--order", first.number).flatMap(({ source, text }) => (source === "orders mail" ? [text] : []));
  expect(mails()).toEqual(["mail confirmed sent"]);
  store.exec("UPDATE mail_queue SET refused_at = sent_at, sent_at = NULL");
  expect(mails()).toEqual(["mail confirmed refused"]);
  store.exec("UPDATE mail_queue SET refused_at = NULL");
  expect(mails()).toEqual(["mail confirmed waits"]);
});

async function purchase(bought: typeof first): Promise<void> {
  const { id } = await findAvailableVariant({ url });
  bought.checkoutId = await prepareCheckout({ url }, await fillCart({ url }, id, 2));
  await startPayment({ url }, bought.checkoutId, "tok_ok");
  const order = requireOrder(await completeCheckout({ url }, bought.checkoutId));
  bought.number = order.number;
  bought.guestToken = order.guestToken ?? "";
  expect(order.state).toBe("CONFIRMED");
}

function entered(): string[] {
  return [address.line1, address.lastName, address.postalCode, "@hansa.example", "tok_ok"].map(String);
}

/** Every line of a process, which must have the schema. */
function linesOf(name: string): Line[] {
  return readFileSync(path.join(logs, `${name}.log`), "utf8")
    .trim()
    .split("\n")
    .map((line) => logLine.parse(JSON.parse(line)));
}

function logFiles(): string[] {
  return readdirSync(logs).filter((name) => name.endsWith(".log"));
}

function follow(...args: string[]) {
  const command = ["cli/hansa.cjs", "follow", ...args];
  return spawnSync(process.execPath, command, { cwd: root, env: environment, encoding: "utf8" });
}

function followJson(...args: string[]): Entry[] {
  const { stdout, stderr, status } = follow(...args, "--json");
  expect([status, stderr]).toEqual([0, ""]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function matches(found: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? found === wanted : wanted.test(found);
}

async function start(...args: string[]): Promise<void> {
  const command = ["cli/start/main.ts", ...args];
  shop = startOwned(process.execPath, command, { cwd: root, env: environment });
  await shop.printed(/^Hansa is ready/m);
}

const stop = () => shop.stop("SIGINT");
