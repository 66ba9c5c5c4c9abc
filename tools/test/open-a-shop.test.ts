/** docs/open-a-shop.md, followed in production on real processes, and every command of the docs in the shop that it leads to. */
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readDoc } from "@hansa/kit/testing/doc-blocks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { root, storeFile } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";
import { afterRestore, notRun, otherStarts, whileRunning, whileStopped } from "./support/commands/command-story.ts";
import {
  fill,
  findDocCommands,
  type NpmCommand,
  readCommand,
  remember,
  type Step,
  stepsOf,
} from "./support/commands/doc-walk.ts";
import { commandNames } from "./support/commands/npm-commands.ts";
import { runCommandOfStory } from "./support/commands/story-run.ts";
import {
  ask,
  newProductionShop,
  type ProductionShop,
  password,
  removeShop,
  run,
  stop,
  takeSettings,
} from "./support/production-shop.ts";

const page = readDoc("open-a-shop");

/** The missing parts that `npm run doctor` names after the shop's first start. */
const all = [
  "an administrator (npm run hansa -- admin create)",
  "the seller's name and address for invoices (shopSettingsUpdate: legalName, legalAddress)",
  "a shipping method with a zone and rates (shippingZoneSave, shippingMethodSave)",
  "shipping rates in every currency it offers (shippingMethodSave, or fewer currencies)",
  "a tax rate for its own country (taxRateSave, of 0 if it takes none)",
  "a published product (npm run hansa -- import)",
  "a payment provider that takes money (not the sandbox, nor a test key)",
];

// The later tests go on with the shop that the first one has opened.
describe("a shop in production, opened as docs/open-a-shop.md says", () => {
  let shop: ProductionShop;
  const known = new Map<string, string>();
  const guestsFrom = page.indexOf("send no token");
  beforeAll(async () => {
    shop = await newProductionShop();
  });
  afterAll(() => removeShop(shop));

  test("the steps give an administrator, a catalogue, a paid first order and its invoice", async () => {
    expect(guestsFrom).toBeGreaterThan(0);

    const steps = stepsOf(page);
    for (const step of steps) {
      if (step.kind === "settings") takeSettings(shop, step.settings);
      if (step.kind === "file") writeFileSync(path.join(shop.folder, "catalogue.csv"), step.content);
      if (step.kind === "command") await runOfPage(shop, step);
      if (step.kind === "command" && step.name === "start") expect(doctor(shop)).toEqual({ status: 1, needs: all });
      if (step.kind === "operation") {
        const token = step.at < guestsFrom ? known.get("session.accessToken") : undefined;
        remember(known, await walkOperation(shop, step, known, token));
      }
    }
    expect(doctor(shop)).toEqual({ status: 1, needs: all.filter((need) => need.startsWith("a payment provider")) });
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(["settings", "command", "file", "operation"]));

    const invoice = known.get("order.invoiceNumber") ?? "";
    const receipt = await fetch(known.get("order.receiptUrl") ?? "");
    expect(receipt.status).toBe(200);
    const printed = await receipt.text();
    for (const text of [invoice, "Harbour mug", "34.70", "VAT 19%", "Kontor"]) expect(printed).toContain(text);
    await expect.poll(() => mailIn(shop.mail)).toContain(`Your invoice ${invoice}`);
    await expect.poll(() => webhooks(shop, "applied")).toBeGreaterThan(0);
  });

  test("a payment that is disputed holds its order, and its money is withheld until the evidence wins", async () => {
    const bought = new Map<string, string>();
    for (const step of stepsOf(page)) {
      if (step.kind !== "operation" || step.at < guestsFrom || step.text.startsWith("query Invoice")) continue;
      const text = step.text.replace("pm_card_visa", "pm_card_createDispute");
      remember(bought, await walkOperation(shop, { ...step, text }, bought, undefined));
    }
    const token = known.get("session.accessToken");
    const read = () => ask(shop, disputedOrder, { number: bought.get("order.number") }, { token });
    const withheld = [movement("PROVIDER", -3470), movement("DISPUTES", 3470)];
    await expect.poll(read).toMatchObject({
      data: {
        order: { hold: { reason: "NEEDS_REVIEW" }, timeline: expect.arrayContaining([{ kind: "DISPUTED" }]) },
        ledgerEntries: { nodes: expect.arrayContaining(withheld), totalCount: 2 },
      },
    });
    await winDispute(shop);
    const returned = [movement("PROVIDER", 3470), movement("DISPUTES", -3470)];
    await expect.poll(read).toMatchObject({
      data: { ledgerEntries: { nodes: expect.arrayContaining([...withheld, ...returned]), totalCount: 4 } },
    });
    const { data } = foundOrder.parse(await read());
    expect(await ask(shop, releasedOrder, { orderId: data.order.id }, { token })).toEqual({
      data: { orderHoldRelease: { __typename: "OrderHoldReleased" } },
    });
  });

  test("every command of the docs does what they say, through backup and restore", { timeout: 900_000 }, async () => {
    await register(shop, "ada@example.org");
    for (const command of whileRunning) await runCommandOfStory(shop, command);

    await stop(shop, "start");
    for (const command of whileStopped) await runCommandOfStory(shop, command);

    for (const command of afterRestore) await runCommandOfStory(shop, command);
    await stop(shop, "start");
    for (const commands of otherStarts) {
      for (const command of commands) await runCommandOfStory(shop, command);
      await stop(shop, "start");
    }
    await runCommandOfStory(shop, { line: "npm run hansa -- reset", more: ["--yes"], prints: /^Removed/m });
  });
});

test("the story runs every command line of the docs, except those with a reason", () => {
  const lines = [
    ...[...whileRunning, ...whileStopped, ...afterRestore, ...otherStarts.flat()].map(({ line }) => line),
    ...stepsOf(page).flatMap((step) => (step.kind === "command" ? [step.line] : [])),
  ];
  const isRun = new Set(lines.map((line) => readCommand(line).name));
  const excused = Object.values(notRun).flat();
  const documented = findDocCommands();
  const names = new Set([...documented.map(({ name }) => name), ...commandNames]);

  expect(excused.filter((name) => isRun.has(name) || !names.has(name))).toEqual([]);
  expect([...names].filter((name) => !isRun.has(name) && !excused.includes(name))).toEqual([]);
  const left = documented.filter(({ name, line }) => !excused.includes(name) && !lines.some(matches(line)));
  expect(left.filter(({ args }) => args.length > 0)).toEqual([]);
});

/** Whether a line is this line of the docs; a word in capitals stands for any word. */
function matches(documented: string): (line: string) => boolean {
  const pattern = documented.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\b[A-Z]{2,}\b/g, "\\S+");
  return (line) => new RegExp(`^${pattern}$`).test(line);
}

/** Runs a command of the page, which ends well. */
async function runOfPage(shop: ProductionShop, { name, args }: NpmCommand): Promise<void> {
  const here = args.map((arg) => (arg.endsWith(".csv") ? path.join(shop.folder, arg) : arg));
  const { code, output } = await run(shop, { name, args: here });
  expect(code ?? 0, output).toBe(0);
}

/** Asks the doctor beside the running shop. */
function doctor(shop: ProductionShop): { status: number | null; needs: string[] } {
  const env = { PATH: process.env.PATH ?? "", CI: "true", ...shop.environment };
  const { status, stdout } = spawnSync(process.execPath, ["tools/doctor/main.mjs"], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  const wrong = [...stdout.matchAll(/WRONG (.*)$/gm)].map(([, found = ""]) => found);
  return { status, needs: wrong.flatMap((found) => found.replace("it still needs ", "").split("; ")) };
}

/** Asks the graph as the page says; a query until it answers what the page says, since some things happen moments later. */
async function walkOperation(
  shop: ProductionShop,
  { text, isQuery, answer }: Extract<Step, { kind: "operation" }>,
  known: ReadonlyMap<string, string>,
  token: string | undefined,
): Promise<unknown> {
  const query = fill(text, known);
  const given = Object.entries({ password, key: randomUUID() });
  const variables = Object.fromEntries(given.filter(([name]) => text.includes(`$${name}`)));
  const send = () => ask(shop, query, variables, { token, checkoutId: known.get("checkout.id") });
  if (isQuery) await expect.poll(send).toMatchObject({ data: answer });
  const { data, errors } = await send();
  expect(errors, query).toBeUndefined();
  expect(data, query).toMatchObject(answer);
  expect(JSON.stringify(data), query).not.toMatch(/"__typename":"\w+Error"/);
  return data;
}

const disputedOrder = `query Disputed($number: String!) {
  order(number: $number) { id hold { reason } timeline { kind } }
  ledgerEntries(filter: { kind: DISPUTE }) { totalCount nodes { account amount { minor } } }
}`;

const foundOrder = z.object({ data: z.object({ order: z.object({ id: z.string() }) }) });

const releasedOrder = `mutation Release($orderId: ID!) {
  orderHoldRelease(input: { orderId: $orderId, note: "The bank has decided for us." }) { __typename }
}`;

const movement = (account: string, minor: number) => ({ account, amount: { minor } });

/** Sends the winning evidence for the newest dispute, as docs/payments.md says. */
async function winDispute({ environment }: ProductionShop): Promise<void> {
  const disputes = `${environment.HANSA_STRIPE_URL}/v1/disputes`;
  const headers = { authorization: `Bearer ${environment.HANSA_STRIPE_SECRET_KEY}` };
  const found: unknown = await (await fetch(disputes, { headers })).json();
  const { data } = z.object({ data: z.tuple([z.object({ id: z.string() })]) }).parse(found);
  const body = new URLSearchParams({ "evidence[uncategorized_text]": "winning_evidence" });
  expect((await fetch(`${disputes}/${data[0].id}`, { method: "POST", headers, body })).status).toBe(200);
}

/** Registers a customer. */
async function register(shop: ProductionShop, email: string): Promise<void> {
  const mutation = `mutation Register($input: RegisterInput!) { register(input: $input) { __typename } }`;
  const input = { email, password: "nine herons at low tide", displayName: "Ada" };
  expect(await ask(shop, mutation, { input })).toEqual({ data: { register: { __typename: "RegistrationReceived" } } });
}

function mailIn(where: string): string {
  return readdirSync(where)
    .map((file) => readFileSync(path.join(where, file), "utf8"))
    .join("\n");
}

/** How many of the stand-in's webhooks payments has in this state. */
function webhooks({ data }: ProductionShop, state: string): unknown {
  const Database = loadDriver();
  const store = new Database(storeFile(data, "payments"), { readonly: true });
  try {
    return store
      .prepare("select count(*) from webhook_inbox where provider = 'stripe' and state = ?")
      .pluck()
      .get(state);
  } finally {
    store.close();
  }
}
