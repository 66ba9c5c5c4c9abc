/** The state of a shop on real processes: the command and the page of healthy, broken, paused and stopped shops; `long/` has several instances. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { processNames, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { ownDeadlines } from "@hansa/kit/testing";
import { beforeAll, expect, test } from "vitest";
import { type ShopState, shopState } from "../../router/src/control/status/shop-state.ts";
import { processFolder, publicPort, storeFile, storefront } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";
import { internalUrl, runShop, type Shop } from "../testing/shop.ts";
import { readStatus, runStatus } from "./support/status-command.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await runShop(ownDeadlines);
  return shop.stop;
});

const whatOf = ({ needsPerson }: ShopState) => needsPerson.map(({ what }) => what);

/** Changes the store of a service as nothing in the shop would. */
function plant(statement: string, values: readonly unknown[]): void {
  const Database = loadDriver();
  const store = new Database(storeFile(shop.data, "orders"));
  try {
    expect(store.prepare(statement).run(...values).changes).toBe(1);
  } finally {
    store.close();
  }
}

const hour = 60 * 60 * 1_000;
/** On a busy machine, too. */
const settledWithinMs = 180_000;
const unreadableEvent = { seq: 1_000_000, type: "payment.captured" };

/** A backup of two days ago, an order on hold since then, and a dead letter. */
async function plantFaults(): Promise<void> {
  const folder = processFolder(shop.data, "router");
  mkdirSync(folder, { recursive: true });
  const takenAt = new Date(Date.now() - 48 * hour).toISOString();
  writeFileSync(path.join(folder, "last-backup.json"), JSON.stringify({ takenAt }));
  const first = "id = (SELECT min(id) FROM orders)";
  plant(`UPDATE orders SET hold_reason = 'REVIEW', hold_since = ? WHERE ${first}`, [Date.now() - 48 * hour]);
  await shop.kill("orders");
  plant(
    "INSERT INTO dead_letters (consumer, seq, aggregate_id, event, attempts, due_at) VALUES ('payments', ?, 'pay_1', ?, 0, 0)",
    [unreadableEvent.seq, JSON.stringify(unreadableEvent)],
  );
  await shop.start("orders");
}

test("nothing of a healthy shop needs a person, and page and command have the same facts", async () => {
  await expect.poll(async () => whatOf(await readStatus(shop)), { timeout: settledWithinMs }).toEqual([]);
  // A consumer has figures once it has read its first events: those that are known now are in all that follows. On a busy machine a process may
  // miss the two seconds in which it is to report: the state is read again.
  const { processes, figures, rules, unchecked } = await eventually("every process reports", async () => {
    const state = await readStatus(shop);
    return state.processes.every(({ answers }) => answers) ? state : undefined;
  });
  const { code, output } = await eventually("the command shows a healthy shop", async () => {
    const ran = await runStatus(shop);
    return ran.code === 0 ? ran : undefined;
  });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/^Nothing needs a person\.\n/) });
  const page = await eventually("the page shows a healthy shop", async () => {
    const read = await readPage();
    return read.includes("<p>Nothing needs a person.</p>") ? read : undefined;
  });
  expect(processes.map(({ name, report }) => [name, report?.isReady, report?.isLeader])).toEqual([
    ...serviceNames.map((name) => [name, true, true]),
    ["router", true, null],
  ]);
  for (const { name, address } of processes) {
    expect(output).toContain(`${name} at ${address} `);
    expect(page).toContain(`<th scope="row">${name}</th><td>${address}</td>`);
  }
  for (const { process, title } of figures) {
    expect(output).toMatch(new RegExp(`^ +${process} +${title}: `, "m"));
    expect(page).toContain(`<th scope="row">${process}</th><td>${title}</td>`);
  }
  expect([rules.length > 30, unchecked]).toEqual([true, []]);
});

async function readPage(): Promise<string> {
  const response = await fetch(`${internalUrl(shop, "router")}/status`, { headers: { accept: "text/html" } });
  return response.text();
}

test("an old backup, a hold, a dead letter and a paused service need a person, and the state comes while it is paused", async () => {
  await plantFaults();
  await eventually("the dead letter fails again", async () =>
    whatOf(await readStatus(shop)).find((what) => what.includes("dead letters")),
  );
  process.kill(shop.pid("users"), "SIGSTOP");
  try {
    // The others have two seconds, too: on a busy machine the state is read until they have all reported.
    const state = await eventually("all but one report", async () => {
      const read = shopState.parse(await (await fetch(`${internalUrl(shop, "router")}/status`)).json());
      return read.processes.filter(({ answers }) => !answers).length === 1 ? read : undefined;
    });
    const expected = [
      /^users at 127\.0\.0\.1:\d+ does not answer$/,
      /^orders: dead letters of payments: 1$/,
      /^orders: oldest order on hold: 2 d/,
      /^router: last backup: 2 d ago$/,
      /^orders: 1 row against the rule: no event of another service is a dead letter$/,
    ];
    for (const what of expected) expect(whatOf(state)).toContainEqual(expect.stringMatching(what));
    // On a busy machine others come and go, such as events that wait for the paused service.
    const lasting = state.needsPerson.filter(({ what }) => expected.some((form) => form.test(what)));
    const lines = lasting.map(({ what, action, page }) => `  ${what}\n    ${action} (${page})\n`);
    const items = lasting.map(({ what }) => `<li><strong>${what.replaceAll("'", "&#39;")}</strong>`);
    const missing = (found: string, texts: readonly string[]) => texts.filter((text) => !found.includes(text));
    await expect
      .poll(async () => {
        const { code, output } = await runStatus(shop);
        return { code, heading: output.split("\n", 1).join(), missing: missing(output, lines) };
      })
      .toEqual({ code: 1, heading: "Needs a person:", missing: [] });
    await expect.poll(async () => missing(await readPage(), items)).toEqual([]);
  } finally {
    process.kill(shop.pid("users"), "SIGCONT");
  }
});

test("a storefront that is away needs a person, and the page and the command name it, until it answers", async () => {
  const address = `127.0.0.1:${publicPort(storefront, shop.port)}`;
  await shop.kill("router");
  await shop.start("router", { HANSA_STOREFRONT_ORIGINS: `http://${address}` });
  const isAway = `storefront at ${address} does not answer`;
  expect(whatOf(await readStatus(shop))).toContain(isAway);
  expect(await readPage()).toContain(`<li><strong>${isAway}</strong>`);
  const standIn = createServer((_request, response) => response.end()).listen(publicPort(storefront, shop.port));
  await once(standIn, "listening");
  try {
    expect(whatOf(await readStatus(shop))).not.toContain(isAway);
    expect((await runStatus(shop)).output).toMatch(new RegExp(`^ +storefront at ${address} +answers$`, "m"));
  } finally {
    standIn.closeAllConnections();
    standIn.close();
  }
});

/** The bytes of the store of a service, with those of its log. */
function fingerprint(name: ServiceName): string {
  const file = storeFile(shop.data, name);
  const hash = createHash("sha256");
  for (const part of [file, `${file}-wal`]) if (existsSync(part)) hash.update(readFileSync(part));
  return hash.digest("hex");
}

test("of a stopped shop the command says that nothing runs, and reads the stores without a change", async () => {
  for (const name of processNames) await shop.kill(name);
  const before = serviceNames.map(fingerprint);
  const { code, output } = await runStatus(shop);
  expect({ code, output }).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^Needs a person:\n {2}no process of the shop answers\n {4}npm start /),
  });
  for (const text of ["oldest order on hold: 2 d", "last backup: 2 d ago", "is a dead letter"])
    expect(output).toContain(text);
  expect(serviceNames.map(fingerprint)).toEqual(before);
  const { code: without } = await runStatus({ port: shop.port, data: path.join(shop.data, "none") });
  expect(without).toBe(2);
});
