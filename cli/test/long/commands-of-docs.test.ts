/** Every command of the docs, in a shop in production that docs/owners/open-a-shop.md has opened. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterRestore, otherStarts, whileRunning, whileStopped } from "../support/commands/command-story.ts";
import { disputePayment } from "../support/commands/dispute.ts";
import { stepsOf } from "../support/commands/doc-walk.ts";
import { page, takeStep } from "../support/commands/opening.ts";
import { runCommandOfStory } from "../support/commands/story-run.ts";
import { ask, newProductionShop, type ProductionShop, removeShop, stop } from "../support/production-shop.ts";

let shop: ProductionShop;
beforeAll(async () => {
  shop = await newProductionShop();
});
afterAll(() => removeShop(shop));

test("every command of the docs does what they say, through backup and restore", async () => {
  const known = new Map<string, string>();
  for (const step of stepsOf(page)) await takeStep(shop, step, known);
  await disputePayment(shop, known.get("session.accessToken"));

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

/** Registers a customer. */
async function register(shop: ProductionShop, email: string): Promise<void> {
  const mutation = `mutation Register($input: RegisterInput!) { register(input: $input) { __typename } }`;
  const input = { email, password: "nine herons at low tide", displayName: "Ada" };
  expect(await ask(shop, mutation, { input })).toEqual({ data: { register: { __typename: "RegistrationReceived" } } });
}
