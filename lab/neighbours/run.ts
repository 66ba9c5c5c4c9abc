/** The run: each recipe is played against a shop in production while victims use it, with all guards or without one of them. */
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  setStock,
  startPayment,
} from "@hansa/client/buyer";
import { demoAccount } from "@hansa/client/demo-accounts";
import { requireData, sendRequest } from "@hansa/client/graphql-client";
import { eventually } from "@hansa/client/polling";
import type { Account } from "@hansa/client/sessions";
import { processNames } from "@hansa/contracts/processes";
import { z } from "zod";
import { buildProcesses, builtProgram } from "../../cli/host/build/bundle.ts";
import { ownEnvironment } from "../../cli/host/processes/own-environment.ts";
import { commandOf, memoryLimitsOf, shopProcesses, storefront } from "../../cli/host/shop.mjs";
import { inSeconds, numberedSteps, paint, say } from "../../cli/host/terminal.mjs";
import { readPages } from "../../cli/testing/playground-pages.ts";
import { type ProductionShop, startProductionShop } from "../../cli/testing/production-shop.ts";
import { sourcesOf } from "../chaos/processes/names.ts";
import { moveToServer, startServer } from "../harness/databases.ts";
import { inFolder, type Outcome } from "../harness/experiment.ts";
import { attackerAddress } from "./addresses.ts";
import { requestsAtOnce } from "./attack/attack.ts";
import { type AttackCommand, type Attacker, startAttacker } from "./attack/attacker.ts";
import type { Guard } from "./guards.ts";
import { createData } from "./processes/data.ts";
import { endsOf, type Memory, measureHeaps, measurePeaks, memoryProbe } from "./processes/memory.ts";
import { watchUnsent } from "./processes/unsent.ts";
import type { Recipe, Targets } from "./recipes/recipe.ts";
import { faultsOf, growthFaults, type Played, reportOf, slowestOf } from "./report.ts";
import { runVictims, type VictimNeeds } from "./victims.ts";
import { sendAll, warmingDocuments } from "./warm-up/documents.ts";

export type NeighboursOptions = {
  recipes: readonly Recipe[];
  seconds: number;
  /** Whether the stores of all services are on a server of their own. */
  postgresql: boolean;
  without: Guard | undefined;
};

/** Fill the caches of documents and plans, whose size is bounded: a warm shop has them. */
const warmDocuments = 400;
const warmUpMs = 5_000;
/** Each recipe is played for a moment, so that the code that it runs is compiled. */
const warmRecipe = { atOnce: 4, ms: 200 };
/** Between two recipes the shop ends what it has begun for the first. */
const betweenMs = 250;
const afterMs = 10_000;
/** More than the victims buy. */
const addedStock = 10_000;

/** Plays the recipes on a shop of its own. */
export function run({ recipes, seconds, postgresql, without }: NeighboursOptions): Promise<Outcome> {
  return inFolder("neighbours", async (folder) => {
    const source = path.join(folder, "seeded");
    const step = numberedSteps(4);
    const accounts = await step("A seeded shop", () => createData(source, recipes.length));
    const started = without ? `Starting the processes without the guard "${without.name}"` : "Starting the processes";
    const server = postgresql ? await startServer() : undefined;
    const shop = await step(started, async () => {
      const programs = without ? { commandFor: await build(folder, without) } : {};
      const preloaded = [memoryProbe];
      const environment = productionSettings;
      const moved = server ? { moveData: (data: string) => moveToServer(server, data, ownEnvironment()) } : {};
      const options = { ...programs, ...moved, programs: shopProcesses, preloaded, environment };
      return startProductionShop({ source, folder, ...options });
    });
    const attacker = startAttacker();
    try {
      const stage: Stage = { shop, attacker, ...(await prepare(shop)) };
      const parts = recipes.map((recipe, place) => {
        const account = accounts[place];
        if (!account) throw new Error("a recipe has no account");
        return { recipe, account, place };
      });
      const warm = await step("Warm-up", () => warmUp(stage, parts));
      const played: Played[] = [];
      await step(`${recipes.length} recipes, ${seconds} s each`, async () => {
        const began = performance.now();
        for (const part of parts) {
          const each = await play(stage, part, seconds * 1_000);
          played.push(each);
          tell(each);
        }
        return inSeconds(performance.now() - began);
      });
      await pause(afterMs);
      const growth = growthFaults(warm, await measureHeaps(shop));
      for (const fault of growth) say(`  ${paint("red", fault)}`);
      return reportOf(played, growth);
    } finally {
      attacker.stop();
      await shop.stop();
      await server?.stop();
    }
  });
}

/** The limits that a shop in production has, which other runs switch off; and its address, without which it has no sitemap. */
const productionSettings = {
  HANSA_REQUESTS_PER_MINUTE: undefined,
  HANSA_CONNECTIONS_PER_ADDRESS: undefined,
  HANSA_PUBLIC_URL: "https://shop.neighbours.example",
};

/** Builds the programs without a guard, and gives the arguments with which Node runs them. */
async function build(folder: string, { patches }: Guard): Promise<(name: string) => string[]> {
  const built = path.join(folder, "built");
  await buildProcesses(built, sourcesOf(processNames), patches);
  return (name) => (name === storefront.name ? commandOf(name) : [...memoryLimitsOf(name), builtProgram(built, name)]);
}

const names = z.object({ nodes: z.tuple([z.object({ slug: z.string() })]) });
const firstFound = z.object({ products: names, collections: names });

/** The pages that a visitor reads, once each is served. */
async function findPaths({ url }: ProductionShop): Promise<string[]> {
  const query = "{ products(first: 1) { nodes { slug } } collections(first: 1) { nodes { slug } } }";
  const { products, collections } = firstFound.parse(await requireData(sendRequest(url, { query })));
  const [[product], [collection]] = [products.nodes, collections.nodes];
  const paths = ["/", `/collections/${collection.slug}`, `/products/${product.slug}`, "/search?q=mug", "/cart"];
  // Their operations are planned at first, which takes a busy machine longer than a page waits.
  for (const path of paths)
    await eventually(`${path} is served`, async () => (await fetch(new URL(path, url))).ok || undefined);
  return paths;
}

const orderFound = z.object({ order: z.object({ receiptUrl: z.string() }) });

/** Stocks a variant, and buys what the attacker asks for later. */
async function prepare(shop: ProductionShop): Promise<{ needs: VictimNeeds; order: Targets["order"] }> {
  const { url } = shop;
  const variant = await findAvailableVariant(shop);
  await setStock(shop, variant.id, addedStock);
  const { email, password } = demoAccount("CUSTOMER");
  const pages = readPages(shop).filter(({ isQuery }) => isQuery);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, variant.id));
  await startPayment(shop, checkoutId, "tok_ok");
  const { id, number, guestToken } = requireOrder(await completeCheckout(shop, checkoutId));
  if (guestToken === undefined) throw new Error("the order of a guest has no token");
  const query =
    "query ($number: String!, $token: String!) { order(number: $number, guestToken: $token) { receiptUrl } }";
  const found = await requireData(sendRequest(url, { query, variables: { number, token: guestToken } }));
  const { pathname, search } = new URL(orderFound.parse(found).order.receiptUrl);
  return {
    needs: { url, pages, paths: await findPaths(shop), customer: { email, password }, variantId: variant.id },
    order: { id, number, guestToken, receipt: pathname + search },
  };
}

type Stage = { shop: ProductionShop; attacker: Attacker; needs: VictimNeeds; order: Targets["order"] };
type Part = { recipe: Recipe; account: Account; place: number };

/** Lets the victims use the shop alone, plays each recipe for a moment, and fills the caches; the memory that the shop has then. */
async function warmUp(stage: Stage, parts: readonly Part[]): Promise<Memory> {
  const { shop, attacker, needs } = stage;
  const endAt = performance.now() + warmUpMs;
  const steps = await runVictims(needs, parts.length, () => performance.now() > endAt);
  const fault = steps.find((each) => each.fault !== undefined);
  if (fault) throw new Error(`without an attack the ${fault.victim} fails at ${fault.step}: ${fault.fault}`);
  for (const part of parts) await (await attacker.begin(orderOf(stage, part, "warm-up", warmRecipe))).responses;
  await restart(shop);
  await sendAll(shop.url, warmingDocuments(warmDocuments));
  return measureHeaps(shop);
}

function orderOf(
  { needs: { url }, order }: Stage,
  { recipe, account, place }: Part,
  phase: "warm-up" | "attack",
  size: { atOnce: number; ms: number },
): AttackCommand {
  return { ...{ url, order, account, recipe: recipe.name, localAddress: attackerAddress(place, phase) }, ...size };
}

async function play(stage: Stage, part: Part, ms: number): Promise<Played> {
  const { shop, attacker, needs } = stage;
  const before = await measurePeaks(shop);
  let outcome: Pick<Played, "responses" | "steps" | "unsentMb" | "fault">;
  try {
    const { responses } = await attacker.begin(
      orderOf(stage, part, "attack", { atOnce: part.recipe.atOnce ?? requestsAtOnce, ms }),
    );
    let isOver = false;
    const over = responses.finally(() => {
      isOver = true;
    });
    const [counted, steps, unsentMb] = await Promise.all([
      over,
      runVictims(needs, part.place, () => isOver),
      watchUnsent(shop.metricsUrl, () => isOver),
    ]);
    outcome = { responses: counted, steps, unsentMb };
  } catch (error) {
    outcome = { responses: {}, steps: [], unsentMb: 0, fault: error instanceof Error ? error.message : String(error) };
  }
  await pause(betweenMs);
  const ended = endsOf(shop);
  const after = await measurePeaks(shop);
  await restart(shop);
  return { recipe: part.recipe, ...outcome, ended, peaks: { before, after } };
}

/** Starts again what has ended, so that each recipe meets a whole shop. */
async function restart(shop: ProductionShop): Promise<void> {
  const gone = shop.processes().filter(({ child }) => child.exitCode !== null || child.signalCode !== null);
  await Promise.all(gone.map(({ name, instance }) => shop.start(name, instance)));
}

function tell(played: Played): void {
  const { recipe, responses, steps, unsentMb, peaks } = played;
  const faults = faultsOf(played);
  const counted = Object.entries(responses).map(([code, count]) => `${count} ${code}`);
  const slowest = slowestOf(played);
  const unsent = unsentMb < 1 ? "" : `${Math.round(unsentMb)} MB unsent; `;
  const memory = ["router", storefront.name].map((name) => `${name} ${Math.round(peaks.after.get(name) ?? 0)} MB`);
  const mark = faults.length === 0 ? paint("green", "ok  ") : paint("red", "FAIL");
  const victims = `${steps.length} answers to victims, at most ${Math.round(slowest?.ms ?? 0)} ms (${slowest?.step ?? "none"})`;
  say(
    `${mark} ${recipe.name.padEnd(42)} ${counted.join(", ") || "no answer"}; ${unsent}${victims}; ${memory.join(", ")}`,
  );
  for (const fault of faults) say(`       ${paint("red", fault)}`);
}
