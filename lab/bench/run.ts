/** One run of the benchmark: opens each plane, passes its gates, measures its rounds, and reports all of them together. */
import { UsageError } from "@hansa/kit/command-line";
import { findCommit } from "../../cli/host/commit.ts";
import { numberedSteps } from "../../cli/host/terminal.mjs";
import { type LoadGenerator, startLoadGenerator } from "./load/load.ts";
import { measureGarbage } from "./measurement/garbage-cell.ts";
import { readMemoryMb } from "./measurement/processes.ts";
import { type OperationName, operationNames, operations } from "./operations/operation.ts";
import type { Options } from "./options.ts";
import { type PlaneSettings, partsOf, withPlane } from "./plane/open-plane.ts";
import type { OpenedPlane } from "./plane/plane.ts";
import { type PlaneName, planeNames } from "./plane/plane-name.ts";
import { isMeasured, isTimed } from "./plane/selection.ts";
import { mergeResults, type PlaneResult } from "./report/plane-result.ts";
import { printReport } from "./report/report.ts";
import {
  measureLatencies,
  measureRounds,
  prepareSessions,
  type Ready,
  type RoundOptions,
  slotsOf,
  unionOf,
  warmUp,
} from "./rounds.ts";
import { buildCommit } from "./shop/commits.ts";
import { type PeerName, peerNames } from "./targets/targets.ts";

/** The settings of a run after the command line is read. */
type Settings = RoundOptions &
  PlaneSettings & {
    planes: readonly PlaneName[];
    /** Whether the command line names the operations. */
    isChosen: boolean;
  };

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
  const against = options.against === undefined ? undefined : await buildCommit(findCommit(options.against));
  const settings = { ...settingsOf(options), against };
  const results: PlaneResult[] = [];
  for (const name of settings.planes) {
    const ofPlane = settings.operations.filter((operation) => operations[operation].planes.includes(name));
    const result = await measureParts(name, partsOf(name, ofPlane), settings);
    results.push(result);
    if (result.faults.length > 0) break;
  }
  return printReport(results, { isQuick: settings.isQuick, against: against?.commit });
}

/** Measures the parts of a plane, one after the other, until one has a fault. */
async function measureParts(
  name: PlaneName,
  parts: readonly (readonly OperationName[])[],
  settings: Settings,
): Promise<PlaneResult> {
  const results: PlaneResult[] = [];
  for (const part of parts) {
    const result = await measurePlane(name, { ...settings, operations: part });
    results.push(result);
    if (result.faults.length > 0) break;
  }
  return mergeResults(name, parts, results);
}

async function measurePlane(name: PlaneName, settings: Settings): Promise<PlaneResult> {
  const step = numberedSteps(2 + stagesOf(settings).length * 4 + (settings.isQuick ? 0 : 1));
  const result: PlaneResult = {
    plane: name,
    cells: [],
    latencies: [],
    garbage: [],
    targets: [],
    missing: [],
    faults: [],
    notes: [],
  };
  await withPlane(name, settings, step, async (opened) => {
    result.missing = opened.missing;
    const load = startLoadGenerator(opened.shop);
    const stages = stagesOf(settings);
    const ready: Ready[] = [];
    for (const [index, stage] of stages.entries()) {
      const maxMs = index === 0 ? roundsMs[settings.isQuick ? "quick" : name] : laterStageMs;
      const withMaximum = { ...settings, roundsMs: maxMs };
      ready.push(...(await measureStage({ opened, load, step }, stage, withMaximum, result)));
      if (result.faults.length > 0) return;
    }
  });
  return result;
}

type Opened = { opened: OpenedPlane; load: LoadGenerator; step: ReturnType<typeof numberedSteps> };

/** Passes the gates of the operations of a stage, and measures them. Adds to `result`; answers with the operations that passed. */
async function measureStage(
  { opened, load, step }: Opened,
  names: readonly OperationName[],
  settings: Settings,
  result: PlaneResult,
): Promise<Ready[]> {
  const { plane } = opened;
  const measured = { plane, load };
  const slots = slotsOf(plane, names, (operation, target) => isMeasured(operation, target, settings.isChosen));
  const timed = settings.isQuick ? [] : slotsOf(plane, names, isTimed);
  const all = unionOf(slots, timed);
  const ready: Ready[] = [];
  await step(`Gates: ${names.join(", ")}`, async () => {
    for (const operation of names) {
      const targets = plane.targets.filter((target) =>
        all.some((slot) => slot.operation === operation && slot.target === target),
      );
      ready.push({ operation, ...(await opened.open(operation, targets)) });
    }
  });
  result.notes.push(...ready.flatMap(({ gate }) => gate.notes));
  result.faults.push(...ready.flatMap(({ gate }) => gate.faults));
  if (result.faults.length > 0) return ready;

  await step("Warm-up", async () => {
    await prepareSessions(measured, all, ready);
    await warmUp(measured, all, settings.warmUpSeconds);
    await plane.seal();
  });
  await step(`${settings.rounds} rounds of ${slots.length} cells`, async () => {
    result.cells.push(...(await measureRounds(measured, slots, settings)));
  });
  if (timed.length > 0) {
    await step("Latencies in an open loop", async () => {
      const { cells, notes } = await measureLatencies(measured, timed, result.cells, settings);
      result.latencies.push(...cells);
      result.notes.push(...notes);
    });
  }
  const memory = new Map(result.targets.map(({ target, memoryMb }) => [target, memoryMb]));
  result.targets = plane.targets.map(({ name, pid, startMs }) => ({
    target: name,
    startMs,
    memoryMb: Math.max(memory.get(name) ?? 0, readMemoryMb(pid)),
  }));
  await step("Garbage collection", async () => {
    result.garbage.push(...(await measureGarbage(measured, slots, settings.isQuick ? 2 : 4)));
  });
  return ready;
}

/** The operations by stage, the first stage first. */
function stagesOf(settings: Settings): OperationName[][] {
  const stages = [...new Set(settings.operations.map((name) => operations[name].stage))].sort();
  return stages.map((stage) => settings.operations.filter((name) => operations[name].stage === stage));
}

function settingsOf(options: Options): Omit<Settings, "against"> {
  const { quick, seed } = options;
  const isShort = quick || options.against !== undefined;
  const chosen = options.operations ?? (quick ? quickOperations : operationNames);
  return {
    planes: options.plane ? [options.plane] : planesOf(options),
    peers: chosenPeers(options),
    operations: chosen.map((name) => {
      const known = operationNames.find((each) => each === name);
      if (!known) throw new UsageError(`there is no operation "${name}"; there are ${operationNames.join(", ")}`);
      return known;
    }),
    isChosen: options.operations !== undefined,
    isQuick: quick,
    rounds: options.rounds ?? (isShort ? 3 : 5),
    latencyRounds: Math.min(options.rounds ?? 3, 3),
    seconds: options.seconds ?? 2,
    warmUpSeconds: quick ? 10 : 40,
    roundsMs: Number.POSITIVE_INFINITY,
    seed,
  };
}

/** Another commit has a shop, and no graph of others. */
function planesOf({ quick, against }: Options): readonly PlaneName[] {
  if (quick) return ["router"];
  return against === undefined ? planeNames : planeNames.filter((name) => name !== "public");
}

function chosenPeers({ quick, against, peers }: Options): PeerName[] {
  const chosen = peers ?? (quick || against !== undefined ? [] : peerNames);
  return chosen.map((name) => {
    const known = peerNames.find((each) => each === name);
    if (!known) throw new UsageError(`there is no peer "${name}"; there are ${peerNames.join(", ")}`);
    return known;
  });
}
