/** One run of the benchmark: opens each plane, passes its gates, measures its rounds, and reports all of them together. */
import { UsageError } from "@hansa/kit/server/command-line";
import { killAll, type Shop } from "../host/processes/process.ts";
import { numberedSteps } from "../host/terminal.mjs";
import { startLoadGenerator } from "./load/load.ts";
import { readMemoryMb } from "./measurement/processes.ts";
import { type OperationName, operations } from "./operations/operation.ts";
import type { Options } from "./options.ts";
import { type OpenedPlane, type PlaneName, planeNames } from "./plane/plane.ts";
import { openRouterPlane } from "./plane/router-plane.ts";
import { openSystemPlane } from "./plane/system-plane.ts";
import { type PlaneResult, printReport } from "./report/report.ts";
import { measureLatencies, measureRounds, prepareRequests, type RoundOptions, slotsOf, warmUp } from "./rounds.ts";
import { prepareBenchShop } from "./shop/shop.ts";
import { type PeerName, peerNames } from "./targets/targets.ts";

/** The settings of a run after the command line is read. */
type Settings = RoundOptions & {
  planes: readonly PlaneName[];
  peers: readonly PeerName[];
  operations: readonly OperationName[];
  isQuick: boolean;
};

const quickOperations: readonly OperationName[] = ["account", "product", "tiny"];
/** A quick run measures no further round after this time of its process, so that it ends within three minutes on a busy machine too. */
const quickMs = 110_000;

/** Runs the benchmark; answers with the exit code. */
export async function run(options: Options): Promise<number> {
  const settings = settingsOf(options);
  const results: PlaneResult[] = [];
  for (const name of settings.planes) {
    const result = await measurePlane(name, settings);
    results.push(result);
    if (result.faults.length > 0) break;
  }
  return printReport(results, settings.isQuick);
}

async function measurePlane(name: PlaneName, settings: Settings): Promise<PlaneResult> {
  const step = numberedSteps(settings.isQuick ? 3 : 4);
  const started: Shop[] = [];
  const result: PlaneResult = {
    plane: name,
    cells: [],
    latencies: [],
    targets: [],
    missing: [],
    faults: [],
    notes: [],
  };
  try {
    let opened: OpenedPlane | undefined;
    const prepare = async () => {
      const shop = await prepareBenchShop();
      started.push(shop);
      return shop;
    };
    await step(`${name} plane: seeded shop, routers, subgraphs and gates`, async () => {
      opened =
        name === "router"
          ? await openRouterPlane(await prepare(), settings.peers, settings.operations)
          : await openSystemPlane(prepare, settings.operations);
    });
    const [shop] = started;
    if (!opened || !shop) return result;
    const { plane, requests, missing } = opened;
    const gates = [...plane.gates.values()];
    result.missing = missing;
    result.notes = gates.flatMap(({ notes }) => notes);
    result.faults = gates.flatMap(({ faults }) => faults);
    if (result.faults.length > 0) return result;

    const measured = { plane, load: startLoadGenerator(shop) };
    const slots = slotsOf(plane, settings.operations);
    await step("Warm-up", async () => {
      await prepareRequests(measured, slots, requests);
      await warmUp(measured, slots, settings.warmUpSeconds);
      await plane.seal();
    });
    await step(`${settings.rounds} rounds of ${slots.length} cells`, async () => {
      result.cells = await measureRounds(measured, slots, settings);
    });
    if (!settings.isQuick) {
      await step("Latencies in an open loop", async () => {
        result.latencies = await measureLatencies(measured, slots, result.cells, settings);
      });
    }
    result.targets = plane.targets.map(({ name: target, pid, startMs }) => ({
      target,
      startMs,
      memoryMb: readMemoryMb(pid),
    }));
    return result;
  } finally {
    for (const shop of started) {
      shop.isStopping = true;
      killAll(shop);
    }
  }
}

function settingsOf(options: Options): Settings {
  const { quick, seed } = options;
  const names = Object.keys(operations).filter(isOperation);
  const chosen = options.operations ?? (quick ? quickOperations : names);
  return {
    planes: options.plane ? [options.plane] : quick ? ["router"] : planeNames,
    peers: chosenPeers(options),
    operations: chosen.map((name) => {
      if (!isOperation(name)) throw new UsageError(`there is no operation "${name}"; there are ${names.join(", ")}`);
      return name;
    }),
    isQuick: quick,
    rounds: options.rounds ?? (quick ? 3 : 7),
    seconds: options.seconds ?? (quick ? 2 : 3),
    warmUpSeconds: quick ? 4 : 10,
    deadline: quick ? quickMs : Number.POSITIVE_INFINITY,
    seed,
  };
}

function chosenPeers({ quick, peers }: Options): PeerName[] {
  const chosen = peers ?? (quick ? [] : peerNames);
  return chosen.map((name) => {
    const known = peerNames.find((each) => each === name);
    if (!known) throw new UsageError(`there is no peer "${name}"; there are ${peerNames.join(", ")}`);
    return known;
  });
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
