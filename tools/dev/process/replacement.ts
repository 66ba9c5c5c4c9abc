/**
 * The processes of one service in development: a new one takes over from the serving one once it listens; if it fails, the old one continues. They
 * share their listening sockets through `node:cluster`, so that no connection is refused meanwhile.
 */
import cluster, { type Worker } from "node:cluster";
import { openLog } from "../../../cli/host/processes/output.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import type { Service } from "../../../cli/host/shop.mjs";
import { paint, say } from "../../../cli/host/terminal.mjs";
import { idleMs } from "../program.ts";
import { type Candidate, launchCandidate, runBuild, sayAll } from "./candidate.ts";

type Built = { file: string; version: string };

export type ServiceProcess = {
  /** The build that serves; undefined while none does. */
  running(): Built | undefined;
  /** Starts a process with this build in place of the one that serves. Gives the fault if it does not start; then nothing has changed. */
  replace(build: Built): Promise<string | undefined>;
  /** Tells the process that serves what is wrong with the newest build, for its `/health`; null: nothing. */
  reportFault(fault: string | null): void;
  /** Keeps a process with the packages loaded at hand for the next edit, until none has come for a while. */
  keepStandby(): void;
};

const firstDelayMs = 500;
const maxDelayMs = 15_000;
const healthyAfterMs = 60_000;

// A connection is taken by whichever process listens, without a detour through this one, which also builds.
cluster.schedulingPolicy = cluster.SCHED_NONE;

/** Prepares the processes of a service; none is started. `folder` holds its builds, `args` are for its program. */
export function openServiceProcess(
  shop: Shop,
  service: Service,
  folder: string,
  args: readonly string[],
): ServiceProcess {
  const log = openLog(shop.data, service.name);
  let running: { build: Built; worker: Worker } | undefined;
  let standby: Candidate | undefined;
  let deaths = 0;
  let standbyTimer: NodeJS.Timeout | undefined;

  function launch(): Candidate {
    const launched = launchCandidate({ shop, service, folder, args }, (line) => log.write(line));
    launched.worker.once("exit", () => {
      if (standby === launched) standby = undefined;
    });
    return launched;
  }

  async function replace(build: Built): Promise<string | undefined> {
    const candidate = standby ?? launch();
    standby = undefined;
    const began = performance.now();
    const fault = await runBuild(candidate, build.file);
    if (fault !== undefined) return fault;
    const old = running;
    running = { build, worker: candidate.worker };
    candidate.worker.once("exit", (code, signal) => restart(candidate.worker, began, signal || `code ${code}`));
    old?.worker.process.kill("SIGTERM");
    return undefined;
  }

  /** A process that serves and ends by itself is started again with the same build. */
  function restart(worker: Worker, began: number, how: string): void {
    if (shop.isStopping || running?.worker !== worker) return;
    const { build } = running;
    running = undefined;
    deaths = performance.now() - began > healthyAfterMs ? 1 : deaths + 1;
    const delay = Math.min(firstDelayMs * 2 ** (deaths - 1), maxDelayMs);
    say(paint("yellow", `ended (${how}); starting it again in ${delay / 1000} s`));
    setTimeout(() => {
      if (running || shop.isStopping) return;
      void replace(build).then((fault) => {
        if (fault !== undefined) sayAll(paint("red", fault));
      });
    }, delay);
  }

  return {
    running: () => running?.build,
    replace,
    reportFault: (fault) => {
      if (running?.worker.isConnected()) running.worker.send({ fault });
    },
    keepStandby: () => {
      standby ??= launch();
      clearTimeout(standbyTimer);
      standbyTimer = setTimeout(() => standby?.worker.process.kill("SIGKILL"), idleMs);
    },
  };
}
