/** docs/owners/open-a-shop.md, followed in production on real processes; `long/` runs every command of the docs in the shop that it leads to. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, storeFile } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";
import { afterRestore, notRun, otherStarts, whileRunning, whileStopped } from "./support/commands/command-story.ts";
import { disputePayment } from "./support/commands/dispute.ts";
import { findDocCommands, readCommand, stepsOf } from "./support/commands/doc-walk.ts";
import { commandNames } from "./support/commands/npm-commands.ts";
import { guestsFrom, page, takeStep } from "./support/commands/opening.ts";
import { runCommandOfStory } from "./support/commands/story-run.ts";
import { newProductionShop, type ProductionShop, removeShop } from "./support/production-shop.ts";

/** The missing parts that `npm run doctor` names after the shop's first start. */
const all = [
  "an administrator (npm run hansa -- admin create)",
  "the seller's name and address for invoices (npm run hansa -- settings set legalName NAME, and legalAddress)",
  "the time zone of its books (npm run hansa -- settings set timeZone Europe/Berlin, or Etc/UTC)",
  "a shipping method with a zone and rates (shippingZoneSave, shippingMethodSave)",
  "shipping rates in every currency it offers (shippingMethodSave, or fewer currencies)",
  "a tax rate for its own country (taxRateSave, of 0 if it takes none)",
  "a published product (npm run hansa -- import)",
  "a payment provider that takes money (not the sandbox, nor a test key)",
];

// The second test continues in the shop of the first one.
describe("a shop in production, opened as docs/owners/open-a-shop.md says", () => {
  let shop: ProductionShop;
  const known = new Map<string, string>();
  beforeAll(async () => {
    shop = await newProductionShop();
  });
  afterAll(() => removeShop(shop));

  test("the steps give an administrator, a catalogue, a paid first order and its invoice", async () => {
    expect(guestsFrom).toBeGreaterThan(0);

    const steps = stepsOf(page);
    for (const step of steps) {
      await takeStep(shop, step, known);
      if (step.kind === "command" && step.name === "start") expect(doctor(shop)).toEqual({ status: 1, needs: all });
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
    await disputePayment(shop, known.get("session.accessToken"));
  });

  test("the first commands of the docs beside the running shop do what they say", async () => {
    // The doctor, which is the first one, was asked above.
    for (const command of whileRunning.slice(1, 4)) await runCommandOfStory(shop, command);
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

/** Asks the doctor beside the running shop. */
function doctor(shop: ProductionShop): { status: number | null; needs: string[] } {
  const env = { PATH: process.env.PATH ?? "", CI: "true", ...shop.environment };
  const { status, stdout } = spawnSync(process.execPath, ["cli/doctor/main.mjs"], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  const wrong = [...stdout.matchAll(/WRONG (.*)$/gm)].map(([, found = ""]) => found);
  return { status, needs: wrong.flatMap((found) => found.replace("it still needs ", "").split("; ")) };
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
