/** Requests the playground's pages from a running shop, and compares each with its golden shape and its budget. */

import { type GraphqlResult, sendRequest } from "@hansa/client/graphql-client";
import { type DocumentNode, Kind } from "graphql";
import { ownOrigin, requireShop } from "../../cli/host/running-shop.ts";
import { readHostConfig } from "../../cli/host/shop.mjs";
import { type Operation, readOperations } from "../../cli/testing/playground-pages.ts";
import { type Budget, budgetsFile, goldenFile, readBudgets, readGolden, writeJson } from "./files.ts";
import { describeDifference, shapeOf } from "./golden.ts";
import { measure, type Step } from "./meter.ts";
import { depthOf } from "./query-plans.ts";
import { prepareScene } from "./scene/scene.ts";

/** No page may need more than this. */
const maxFetches = 6;
const maxDepth = 3;

/** Asks the demo shop at this address, and compares shapes only. Answers with the exit code: 0 if every page has its shape. */
export async function checkShapes(address: string): Promise<number> {
  const { origin } = new URL(address);
  await requireShop(origin);
  const url = `${origin}/graphql`;
  const scene = await prepareScene({ url });
  const golden = readGolden();
  const verdicts: Verdict[] = [];
  for (const { name, query } of readOperations()) {
    const steps = await scene.stepsFor(name);
    const faults: string[] = [];
    for (const step of steps) {
      const response = await sendRequest(url, { query, variables: step.variables, as: step.as ?? {} });
      faults.push(...faultsOf(step, response));
      if (step.isGolden) faults.push(...describeDifference(name, golden[name], shapeOf(response.data)));
    }
    verdicts.push(tell({ name, counts: "", labels: steps.map(({ label }) => label), faults }));
  }
  return conclude(verdicts);
}

/** Answers with the exit code: 0 if every page has its shape and keeps its budget. */
export async function checkPages(update: boolean): Promise<number> {
  const { port, host } = readHostConfig();
  const reached = host === "0.0.0.0" ? "127.0.0.1" : host;
  const shop = { url: `http://${reached}:${port}/graphql`, port, host: reached };
  const operations = readOperations();
  await requireShop(ownOrigin());
  const scene = await prepareScene(shop);
  const { pages: budgets, purchaseWrites } = readBudgets();
  const golden = readGolden();

  const verdicts: Verdict[] = [];
  /** Asks a page in each of its ways. */
  async function checkPage(operation: Operation): Promise<CountedVerdict> {
    const { name, query, document } = operation;
    const faults: string[] = [];
    const countFaults: string[] = [];
    const counted = [];
    for (const step of await scene.stepsFor(name)) {
      const { response, fetches, statements, units } = await measure(shop, query, step);
      counted.push({ label: step.label, fetches, statements, units });
      faults.push(...faultsOf(step, response));
      const shape = shapeOf(response.data);
      if (update && step.isGolden) golden[name] = shape;
      if (step.isGolden) faults.push(...describeDifference(name, golden[name], shape));
    }
    const [first] = counted;
    if (!first) throw new Error(`${name} was not asked`);
    for (const other of counted.slice(1)) {
      if (other.fetches !== first.fetches || other.statements !== first.statements) {
        countFaults.push(
          `${first.label} took ${first.fetches} fetches and ${first.statements} statements, ${other.label} ${other.fetches} and ${other.statements}`,
        );
      }
    }
    const depth = depthOf(operation);
    const found = { fetches: first.fetches, depth, statements: first.statements, units: first.units };
    if (found.fetches > maxFetches || depth > maxDepth)
      countFaults.push(`above ${maxFetches} fetches or depth ${maxDepth}`);
    if (update) budgets[name] = found;
    const budget = budgets[name];
    if (!isWithinBudget(document, budget, found))
      countFaults.push(`it took ${JSON.stringify(found)}, and the budget is ${JSON.stringify(budget)}`);

    const counts = `${String(found.fetches).padStart(2)} fetches  depth ${depth}  ${String(found.statements).padStart(3)} statements`;
    return { name, counts, labels: counted.map(({ label }) => label), faults, countFaults };
  }

  for (const operation of operations) {
    verdicts.push(tell(await countAgain(operation.document, () => checkPage(operation))));
  }

  if (update) {
    writeJson(budgetsFile, { ...budgets, purchaseWrites });
    writeJson(goldenFile, golden);
  }
  return conclude(verdicts);
}

/** A page with what is wrong with it. `labels`: the ways in which it was asked. */
type Verdict = { name: string; counts: string; labels: readonly string[]; faults: readonly string[] };

/** `countFaults`: its counts that are not those of its budget. */
type CountedVerdict = Verdict & { countFaults: readonly string[] };

/**
 * Asks a page, once more if only its counts differ: the counters are those of the whole shop, whose storefront may have asked for its facts meanwhile, as
 * it does each minute. The faults of each answer stay. A mutation is asked once: the second one finds its work done, and costs less than the first.
 */
export async function countAgain(document: DocumentNode, ask: () => Promise<CountedVerdict>): Promise<Verdict> {
  const first = await ask();
  const isAskedAgain = first.faults.length === 0 && first.countFaults.length > 0 && !isMutation(document);
  const { countFaults, ...verdict } = isAskedAgain ? await ask() : first;
  return { ...verdict, faults: [...verdict.faults, ...countFaults] };
}

function faultsOf(step: Step, { data, errors }: GraphqlResult<unknown>): string[] {
  const isExpected = step.accept?.(data) ?? true;
  return [
    ...(errors.length > 0 ? [`${step.label}: errors ${JSON.stringify(errors)}`] : []),
    ...(isExpected ? [] : [`${step.label}: an unexpected answer: ${JSON.stringify(data).slice(0, 300)}`]),
  ];
}

function tell(verdict: Verdict): Verdict {
  const { name, counts, labels, faults } = verdict;
  process.stdout.write(
    `${faults.length === 0 ? "ok  " : "FAIL"} ${name.padEnd(20)} ${counts}  (${labels.join(", ")})\n`,
  );
  for (const fault of faults) process.stdout.write(`     ${fault}\n`);
  return verdict;
}

function conclude(verdicts: readonly Verdict[]): number {
  const passed = verdicts.filter(({ faults }) => faults.length === 0).length;
  process.stdout.write(`smoke: ${passed} of ${verdicts.length}\n`);
  return passed === verdicts.length && passed > 0 ? 0 : 1;
}

/** The objects of a page depend on what its shop has besides, such as fifty sessions of its customer: it may cost so many times its units. */
const unitsSpread = 6;

/**
 * Exactly so much but for units, so that a page that becomes cheaper has its budget lowered too. A mutation may take fewer statements: a timer or an event
 * may have done a part of its work before it, and then those statements are counted there.
 */
export function isWithinBudget(document: DocumentNode, budget: Budget | undefined, found: Budget): boolean {
  if (budget?.fetches !== found.fetches || budget.depth !== found.depth) return false;
  if (found.units === 0 || found.units > budget.units * unitsSpread) return false;
  if (budget.statements === found.statements) return true;
  return isMutation(document) && found.statements > 0 && found.statements < budget.statements;
}

function isMutation({ definitions }: DocumentNode): boolean {
  return definitions.some((one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === "mutation");
}
