/** Logs of a shop that `npm start` runs, and `hansa follow` over them: every line has the schema, and an order has one time line. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sendRequest } from "@hansa/client/graphql-client";
import { Database } from "@hansa/kit/store";
import type { OwnedProgram } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { services, storeFile } from "../../host/shop.mjs";
import {
  type Entry,
  entered,
  type FollowedShop,
  type Line,
  matches,
  openFollowedShop,
  type Purchase,
  purchaseSteps,
} from "../support/followed-shop.ts";

let shop: FollowedShop;
let started: OwnedProgram;
let first: Purchase;
let second: Purchase;
beforeAll(async () => {
  shop = await openFollowedShop();
  started = await shop.start();
  first = await shop.purchase();
  second = await shop.purchase();
});
afterAll(() => shop.close());

test("a purchase is one time line of stores and logs, in the order of its steps, with its requests in all processes", () => {
  const entries = shop.followJson("--order", first.number);
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((one, other) => one - other));
  const positions = purchaseSteps.map(([source, step]) =>
    entries.findIndex((entry) => entry.source === source && matches(entry.text, step)),
  );
  expect(purchaseSteps.filter((_step, index) => positions[index] === -1)).toEqual([]);
  const times = positions.map((position) => entries[position]?.at);
  expect(times).toEqual(times.toSorted((one = 0, other = 0) => one - other));
  const sources = new Set(entries.map(({ source }) => source));
  for (const { name } of services.filter((each) => each.name !== "users")) expect(sources).toContain(`${name} log`);
});

test("lines of another order are not in it, nor is what its buyer entered or what grants access", () => {
  const [one, other] = [shop.followJson("--order", first.number), shop.followJson("--order", second.number)];
  // Without times, which may have the digits of the postal code.
  const shown = one.map(({ source, text }) => `${source} ${text}`).join("\n");
  const ofOther = other.flatMap((entry) => entry.text.match(/\b(?:ord|pay)_\w{26}\b/g) ?? []);
  expect(ofOther.length).toBeGreaterThan(0);
  for (const id of ofOther) expect(shown).not.toContain(id);
  for (const secret of [...entered(), first.checkoutId, first.guestToken]) expect(shown).not.toContain(secret);
});

test("the time line of a person names the order and what was read; an unknown order is refused", () => {
  const { stdout, status } = shop.follow("--order", first.number);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Order ${first.number} ord_\\w+: CONFIRMED, PAID\\. Times in UTC\\.$`, "m"));
  expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {2}orders timeline +PLACED by CUSTOMER$/m);
  expect(stdout).toMatch(/^\d+ entries of the stores, \d+ lines of .*logs\.$/m);
  const [sequence = "", tail] = first.number.split("-");
  for (const typed of [`#${first.number}`, `Nr. ${sequence} ${tail}`, sequence, stdout.match(/ord_\w+/)?.[0] ?? ""])
    expect(shop.follow("--order", typed).stdout).toContain(`Order ${first.number} ord_`);
  for (const unknown of ["99999999", "no number"]) expect(shop.follow("--order", unknown)).toMatchObject({ status: 1 });
});

test("every line of a shop has the schema, through purchases, a refusal, a failure and a stop, with its request and trace", async () => {
  await sendRequest(shop.url, { query: "{ users(first: 1) { nodes { id } } }" });
  await sendRequest(shop.url, { query: `{ products(first: 1) { nodes { nonsense } } }` });
  const products = execFileSync("pgrep", ["-P", String(started.child.pid), "-f", "/dist/products"], {
    encoding: "utf8",
  });
  process.kill(Number(products), "SIGKILL");
  await sendRequest(shop.url, { query: "{ products(first: 1) { nodes { title } } }" });
  await expect
    .poll(() => shop.linesOf("products").some(({ msg }) => msg === "process: ended, is started again"))
    .toBe(true);
  await expect
    .poll(async () => (await sendRequest(shop.url, { query: "{ products(first: 1) { nodes { id } } }" })).errors)
    .toEqual([]);
  expect(await shop.stop()).toBe(0);

  const all = services.flatMap(({ name }) => shop.linesOf(name));
  expect(all.length).toBeGreaterThan(100);
  for (const { name } of services)
    expect(new Set(shop.linesOf(name).map(({ service }) => service))).toEqual(new Set([name]));
  const withoutTrace = (lines: Line[]) => lines.filter(({ traceId }) => traceId === undefined);
  expect(withoutTrace(all.filter(({ entry }) => entry === "graphql"))).toEqual([]);
  const work = all.filter(({ msg }) => /^(order processing: work attempted|provider call: settled)$/.test(msg));
  expect(work.length).toBeGreaterThanOrEqual(2 * 4);
  expect(withoutTrace(work)).toEqual([]);
  // Without numbers: a time may have the digits of the postal code.
  const written = shop
    .logFiles()
    .map((name) => readFileSync(path.join(shop.logs, name), "utf8").replace(/:[\d.]+(?=[,}])/g, ":0"))
    .join("");
  for (const secret of [...entered(), first.checkoutId, first.guestToken, second.checkoutId])
    expect(written).not.toContain(secret);
});

test("a file of a stopped shop, with names of containers before its lines, is read as well as the folder", () => {
  const file = path.join(shop.data, "collected.txt");
  const texts = shop.logFiles().flatMap((name) => readFileSync(path.join(shop.logs, name), "utf8").trim().split("\n"));
  writeFileSync(file, texts.map((line) => `orders-1  | ${line}\n`).join(""));
  const ofLogs = (entries: Entry[]) => entries.filter(({ source }) => source.endsWith(" log")).length;
  const folder = ofLogs(shop.followJson("--order", first.number));
  expect(folder).toBeGreaterThan(0);
  expect(ofLogs(shop.followJson("--order", first.number, "--logs", file))).toBe(folder);
});

test("a stopped shop is followed too, and so is one in a single process, whose lines name their service", async () => {
  const stopped = shop.followJson("--order", first.number).length;
  expect(stopped).toBeGreaterThan(purchaseSteps.length);
  await shop.start("--one-process");
  const third = await shop.purchase();
  expect(await shop.stop()).toBe(0);
  const named = new Set(shop.linesOf("shop").map(({ service }) => service));
  expect(services.filter(({ name }) => !named.has(name))).toEqual([]);
  expect(shop.followJson("--order", third.number).some(({ source }) => source === "orders log")).toBe(true);
});

test("an e-mail about an order is sent, refused or waits", () => {
  const store = new Database(storeFile(shop.data, "orders"));
  onTestFinished(() => void store.close());
  const mails = () =>
    shop.followJson("--order", first.number).flatMap(({ source, text }) => (source === "orders mail" ? [text] : []));
  expect(mails()).toEqual(["mail confirmed sent"]);
  store.exec("UPDATE mail_queue SET refused_at = sent_at, sent_at = NULL");
  expect(mails()).toEqual(["mail confirmed refused"]);
  store.exec("UPDATE mail_queue SET refused_at = NULL");
  expect(mails()).toEqual(["mail confirmed waits"]);
});
