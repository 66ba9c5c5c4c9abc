/** The steps of docs/owners/open-a-shop.md, taken in a shop of a test. */
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { readDoc } from "@hansa/kit/testing";
import { expect } from "vitest";
import { ask, type ProductionShop, password, run, takeSettings } from "../production-shop.ts";
import { fill, type NpmCommand, remember, type Step } from "./doc-walk.ts";

export const page = readDoc("owners/open-a-shop");
/** From here on the page asks as a guest does. */
export const guestsFrom = page.indexOf("send no token");

/** Takes a step of the page. `known` has what earlier answers named, and learns what this one names. */
export async function takeStep(shop: ProductionShop, step: Step, known: Map<string, string>): Promise<void> {
  if (step.kind === "settings") takeSettings(shop, step.settings);
  if (step.kind === "file") writeFileSync(path.join(shop.folder, "catalogue.csv"), step.content);
  if (step.kind === "command") await runOfPage(shop, step);
  if (step.kind === "operation") {
    const token = step.at < guestsFrom ? known.get("session.accessToken") : undefined;
    remember(known, await walkOperation(shop, step, known, token));
  }
}

/** Runs a command of the page, which ends well. */
async function runOfPage(shop: ProductionShop, { name, args }: NpmCommand): Promise<void> {
  const here = args.map((arg) => (arg.endsWith(".csv") ? path.join(shop.folder, arg) : arg));
  const { code, output } = await run(shop, { name, args: here });
  expect(code ?? 0, output).toBe(0);
}

/** Asks the graph as the page says; a query until it answers what the page says, since some things happen moments later. */
export async function walkOperation(
  shop: ProductionShop,
  { text, isQuery, response }: Extract<Step, { kind: "operation" }>,
  known: ReadonlyMap<string, string>,
  token: string | undefined,
): Promise<unknown> {
  const query = fill(text, known);
  const given = Object.entries({ password, key: randomUUID() });
  const variables = Object.fromEntries(given.filter(([name]) => text.includes(`$${name}`)));
  const send = () => ask(shop, query, variables, { token, checkoutId: known.get("checkout.id") });
  if (isQuery) await expect.poll(send).toMatchObject({ data: response });
  const { data, errors } = await send();
  expect(errors, query).toBeUndefined();
  expect(data, query).toMatchObject(response);
  expect(JSON.stringify(data), query).not.toMatch(/"__typename":"\w+Error"/);
  return data;
}
