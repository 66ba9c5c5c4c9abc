/** docs/open-a-shop.md, followed in production on real processes: from an empty folder to the first invoice. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readDoc } from "@hansa/kit/testing/doc-blocks";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { findFreePorts } from "../../host/processes/ports.ts";
import { root } from "../../host/shop.mjs";
import { loadDriver } from "../../host/sqlite.mjs";
import { fill, remember, type Step, stepsOf } from "./support/doc-walk.ts";

const page = readDoc("open-a-shop");
const password = "seven geese over the harbour";
const folder = mkdtempSync(path.join(tmpdir(), "hansa-open-"));
const data = path.join(folder, "data");
const mail = path.join(folder, "mail");
const running: ChildProcess[] = [];
const minutes = 60_000;

/** The missing parts that `npm run doctor` names after the shop's first start. */
const all = [
  "an administrator (npm run admin:create)",
  "the seller's name and address for invoices (shopSettingsUpdate: legalName, legalAddress)",
  "a shipping method with a zone and rates (shippingZoneSave, shippingMethodSave)",
  "shipping rates in every currency it offers (shippingMethodSave, or fewer currencies)",
  "a tax rate for its own country (taxRateSave, of 0 if it takes none)",
  "a published product (npm run import)",
  "a payment provider that takes money (not the sandbox, nor a test key)",
];

/** Commands that run until they are stopped, by what they print when they are ready. */
const lasting: Readonly<Record<string, RegExp>> = {
  start: /^Hansa is ready in \d+ s$/m,
  "stripe:stand-in": /^stripe:stand-in: answers at/m,
};
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")));

afterAll(async () => {
  const ends = running.filter(({ exitCode }) => exitCode === null).map((child) => once(child, "exit"));
  for (const child of running) child.kill("SIGTERM");
  await Promise.all(ends);
  rmSync(folder, { recursive: true });
});

test("the steps of docs/open-a-shop.md give an administrator, a catalogue, a paid first order and its invoice", {
  timeout: 6 * minutes,
}, async () => {
  const port = await findFreePorts(25_000);
  const url = `http://127.0.0.1:${port}/graphql`;
  const guestsFrom = page.indexOf("send no token");
  const known = new Map<string, string>();
  let environment: Record<string, string> = {};
  expect(guestsFrom).toBeGreaterThan(0);

  const steps = stepsOf(page);
  for (const step of steps) {
    if (step.kind === "settings") environment = environmentOf(step.settings, port);
    if (step.kind === "file") writeFileSync(path.join(folder, "catalogue.csv"), step.content);
    if (step.kind === "command") await runCommand(step, environment);
    if (step.kind === "command" && step.name === "start")
      expect(doctor(environment)).toEqual({ status: 1, needs: all });
    if (step.kind === "operation") {
      const token = step.at < guestsFrom ? known.get("session.accessToken") : undefined;
      remember(known, await walkOperation(url, step, known, token));
    }
  }
  expect(doctor(environment)).toEqual({
    status: 1,
    needs: all.filter((need) => need.startsWith("a payment provider")),
  });
  expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(["settings", "command", "file", "operation"]));

  const invoice = known.get("order.invoiceNumber") ?? "";
  const receipt = await fetch(known.get("order.receiptUrl") ?? "");
  expect(receipt.status).toBe(200);
  const printed = await receipt.text();
  for (const text of [invoice, "Harbour mug", "34.70", "VAT 19%", "Kontor"]) expect(printed).toContain(text);
  await expect.poll(() => mailIn(mail), { timeout: 30_000 }).toContain(`Your invoice ${invoice}`);
  await expect.poll(() => webhooks("applied"), { timeout: 30_000 }).toBeGreaterThan(0);
});

/** Asks the doctor beside the running shop. */
function doctor(environment: Record<string, string>): { status: number | null; needs: string[] } {
  const env = { PATH: process.env.PATH ?? "", CI: "true", ...environment };
  const { status, stdout } = spawnSync(process.execPath, ["tools/doctor/main.mjs"], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  const wrong = [...stdout.matchAll(/WRONG (.*)$/gm)].map(([, found = ""]) => found);
  return { status, needs: wrong.flatMap((found) => found.replace("it still needs ", "").split("; ")) };
}

/** The settings of the page for `.env`, with generated secrets, and with free ports and folders. */
function environmentOf(settings: Readonly<Record<string, string>>, port: number): Record<string, string> {
  const secret = randomBytes(32).toString("hex");
  const own: Readonly<Record<string, string>> = {
    HANSA_STRIPE_SECRET_KEY: ["sk", "test", secret].join("_"),
    HANSA_STRIPE_WEBHOOK_SECRET: ["whsec", secret].join("_"),
  };
  const filled = Object.entries(settings).map(([name, value]) => [
    name,
    value || own[name] || randomBytes(32).toString("hex"),
  ]);
  return {
    ...Object.fromEntries(filled),
    HANSA_PORT: String(port),
    HANSA_DATA: data,
    // Relative, as the page has it.
    HANSA_MAIL_FOLDER: path.relative(root, mail),
    // None of the shop itself, and one of those that were looked for.
    HANSA_STRIPE_URL: `http://127.0.0.1:${port + 9}`,
    HANSA_STAFF_EMAIL: "owner@kontor.example",
    HANSA_STAFF_PASSWORD: password,
  };
}

/** Runs an npm script as `.env` would have it, until it has ended well or, if it lasts, until it is ready. */
async function runCommand({ name, args }: Extract<Step, { kind: "command" }>, environment: Record<string, string>) {
  const script = scripts[name];
  if (script === undefined) throw new Error(`there is no npm run ${name}`);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const here = args.map((arg) => (arg.endsWith(".csv") ? path.join(folder, arg) : arg));
  const env = { PATH: process.env.PATH ?? "", CI: "true", ...environment };
  const child = spawn("sh", ["-c", `${script} "$@"`, "sh", ...here], { cwd: root, env, stdio: "pipe" });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
  child.stdin.end(`${password}\n`);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ready = lasting[name];
  if (ready === undefined) return expect({ code: await ended, output }).toMatchObject({ code: 0 });
  await expect
    .poll(() => ({ output, isReady: ready.test(output) || child.exitCode !== null }), { timeout: 2 * minutes })
    .toMatchObject({ isReady: true });
  expect(output).toMatch(ready);
}

/** Asks the graph as the page says; a query until it answers what the page says, since some things happen moments later. */
async function walkOperation(
  url: string,
  { text, isQuery, answer }: Extract<Step, { kind: "operation" }>,
  known: ReadonlyMap<string, string>,
  token: string | undefined,
): Promise<unknown> {
  const query = fill(text, known);
  const ask = async () => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables: text.includes("$password") ? { password } : {} }),
    });
    return z
      .object({ data: z.unknown(), errors: z.unknown() })
      .partial()
      .parse(await response.json());
  };
  if (isQuery) await expect.poll(ask, { timeout: 30_000 }).toMatchObject({ data: answer });
  const { data, errors } = await ask();
  expect(errors, query).toBeUndefined();
  expect(data, query).toMatchObject(answer);
  expect(JSON.stringify(data), query).not.toMatch(/"__typename":"\w+Error"/);
  return data;
}

function mailIn(where: string): string {
  return readdirSync(where)
    .map((file) => readFileSync(path.join(where, file), "utf8"))
    .join("\n");
}

/** How many of the stand-in's webhooks payments has in this state. */
function webhooks(state: string): unknown {
  const Database = loadDriver();
  const store = new Database(path.join(data, "payments.db"), { readonly: true });
  try {
    return store
      .prepare("select count(*) from webhook_inbox where provider = 'stripe' and state = ?")
      .pluck()
      .get(state);
  } finally {
    store.close();
  }
}
