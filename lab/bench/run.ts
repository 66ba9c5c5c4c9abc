/** One run of the benchmark: opens each plane, passes its gates, measures its rounds, and reports all of them together. */
import { UsageError } from "@hansa/kit/command-line";
import { findCommit } from "../../cli/host/commit.ts";
import { numberedSteps } from "../../cli/host/terminal.mjs";
import { startLoadGenerator } from "./load/load.ts";
import type { Slot } from "./measurement/cell.ts";
import { readMemoryMb } from "./measurement/processes.ts";
import { type OperationName, operationNames, operations } from "./operations/operation.ts";
import type { Options } from "./options.ts";
import { passGate } from "./plane/gate.ts";
import type { Plane } from "./plane/plane.ts";
import { type PlaneName, planeNames } from "./plane/plane-name.ts";
import { openPublicPlane } from "./plane/public-plane.ts";
import { isMeasured } from "./plane/selection.ts";
import { openShopPlane } from "./plane/shop-plane.ts";
import { isScenarioName } from "./public/scenarios.ts";
import { mergeResults, type PlaneResult } from "./report/plane-result.ts";
import { printReport } from "./report/report.ts";
import { measureRounds, prepareSessions, type Ready, type RoundOptions, warmUp } from "./rounds.ts";
import { type BuiltCommit, buildCommit } from "./shop/commits.ts";
import { type Prepare, withShops } from "./shop/shop.ts";
import { type PeerName, peerNames } from "./targets/targets.ts";

/** The settings of a run after the command line is read. */
type Settings = RoundOptions & {
  planes: readonly PlaneName[];
  peers: readonly PeerName[];
  operations: readonly OperationName[];
  /** Whether the command line names the operations. */
  isChosen: boolean;
  isQuick: boolean;
  against: BuiltCommit | undefined;
  /** Whether the services of the commit of "all stock" are left out. */
  isToday: boolean;
};

type Step = ReturnType<typeof numberedSteps>;

const quickOperations: readonly OperationName[] = ["account", "product", "tiny"];
/**
 * No further round of a plane, or of a scenario of the public plane, begins so long after its warm-up, so that a run on a busy machine ends too: a
 * quick one within seven minutes, and each plane of a whole run within 60.
 */
const roundsMs = { quick: 60_000, router: 900_000, system: 900_000, public: 300_000 };
/** The same for each later stage of a plane. */
const laterStageMs = 150_000;

/** Runs the benchmark; answers with the exit code. */
export async function run(options: Options): Promise<number> {
  const settings = {
    ...settingsOf(options),
    against: options.against === undefined ? undefined : await buildCommit(findCommit(options.against)),
  };
  const results: PlaneResult[] = [];
  for (const name of settings.planes) {
    const result = await measureParts(name, settings);
    results.push(result);
    if (result.faults.length > 0) break;
  }
  return printReport(results, { isQuick: settings.isQuick, against: settings.against?.commit });
}

/** Measures the parts of a plane, one after the other, until one has a fault: each scenario of the public plane has targets of its own. */
async function measureParts(name: PlaneName, settings: Settings): Promise<PlaneResult> {
  const chosen = settings.operations.filter((operation) => operations[operation].planes.includes(name));
  const parts = name === "public" ? chosen.map((operation) => [operation]) : [chosen];
  const results: PlaneResult[] = [];
  for (const part of parts) {
    const result = await withShops(settings.against, (prepare) =>
      measurePlane(name, prepare, { ...settings, operations: part }),
    );
    results.push(result);
    if (result.faults.length > 0) break;
  }
  return mergeResults(name, parts, results);
}

async function measurePlane(name: PlaneName, prepare: Prepare, settings: Settings): Promise<PlaneResult> {
  const stages = stagesOf(settings);
  const step = numberedSteps(1 + stages.length * 3);
  const [scenario = ""] = settings.operations;
  const plane = await step(`${name} plane: subgraphs and targets of ${scenario}`, async () => {
    if (name !== "public") return openShopPlane(name, prepare, settings);
    if (!isScenarioName(scenario)) throw new Error(`${scenario} is no scenario`);
    return openPublicPlane(await prepare("empty"), scenario, settings);
  });
  const result: PlaneResult = {
    plane: name,
    cells: [],
    targets: [],
    missing: plane.missing,
    faults: [],
    notes: [],
  };
  const load = startLoadGenerator(plane.shop);
  for (const [index, stage] of stages.entries()) {
    const maxMs = index === 0 ? roundsMs[settings.isQuick ? "quick" : name] : laterStageMs;
    await measureStage({ plane, load, step }, stage, { ...settings, roundsMs: maxMs }, result);
    if (result.faults.length > 0) break;
  }
  return result;
}

type Opened = { plane: Plane; load: ReturnType<typeof startLoadGenerator>; step: Step };

/** Passes the gates of the operations of a stage, and measures them. Adds to `result`. */
async function measureStage(
  { plane, load, step }: Opened,
  names: readonly OperationName[],
  settings: Settings,
  result: PlaneResult,
): Promise<void> {
  const measured = { plane, load };
  const slots: Slot[] = [];
  const ready: Ready[] = [];
  await step(`Gates: ${names.join(", ")}`, async () => {
    for (const operation of names) {
      const targets = plane.targets.filter((target) => isMeasured(operation, target, settings.isChosen));
      const requestsTo = await plane.open(operation, targets);
      ready.push({ operation, requestsTo, gate: await passGate(operation, requestsTo, targets, plane) });
      slots.push(...targets.map((target) => ({ operation, target, name: target.name })));
    }
  });
  result.notes.push(...ready.flatMap(({ gate }) => gate.notes));
  result.faults.push(...ready.flatMap(({ gate }) => gate.faults));
  if (result.faults.length > 0) return;
  await step("Warm-up", async () => {
    await prepareSessions(measured, slots, ready);
    await warmUp(measured, slots, settings.warmUpSeconds);
    await plane.seal();
  });
  const cells = await step(`${settings.rounds} rounds of ${slots.length} cells`, () =>
    measureRounds(measured, slots, settings),
  );
  result.cells.push(...cells);
  const memory = new Map(result.targets.map(({ target, memoryMb }) => [target, memoryMb]));
  result.targets = plane.targets.map(({ name, pid, startMs }) => ({
    target: name,
    startMs,
    memoryMb: Math.max(memory.get(name) ?? 0, readMemoryMb(pid)),
  }));
}

/** The operations by stage, the first stage first. */
function stagesOf(settings: Settings): OperationName[][] {
  const stages = [...new Set(settings.operations.map((name) => operations[name].stage))].sort();
  return stages.map((stage) => settings.operations.filter((name) => operations[name].stage === stage));
}

function settingsOf(options: Options): Omit<Settings, "against"> {
  const { quick, seed, plane, against, today: isToday } = options;
  const isShort = quick || against !== undefined;
  // Another commit has a shop, and no graph of others.
  const usual: readonly PlaneName[] = quick ? ["router"] : planeNames.filter((name) => !against || name !== "public");
  return {
    planes: plane ? [plane] : usual,
    peers: choose("peer", peerNames, options.peers ?? (isShort ? [] : peerNames)),
    operations: choose("operation", operationNames, options.operations ?? (quick ? quickOperations : operationNames)),
    isChosen: options.operations !== undefined,
    isQuick: quick,
    rounds: options.rounds ?? (isShort ? 3 : 5),
    seconds: options.seconds ?? 2,
    warmUpSeconds: quick ? 10 : 40,
    roundsMs: Number.POSITIVE_INFINITY,
    isToday,
    seed,
  };
}

/** The chosen names, which must be among the known ones. */
function choose<Name extends string>(what: string, known: readonly Name[], chosen: readonly string[]): Name[] {
  return chosen.map((name) => {
    const found = known.find((each) => each === name);
    if (!found) throw new UsageError(`there is no ${what} "${name}"; there are ${known.join(", ")}`);
    return found;
  });
}
