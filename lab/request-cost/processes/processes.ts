/** The five processes of a search, each with a probe that reports its longest event-loop block and its peak memory. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { builtProgram } from "../../../tools/host/build/bundle.ts";
import { waitUntilHealthy } from "../../../tools/host/processes/health.ts";
import { ownEnvironment } from "../../../tools/host/processes/own-environment.ts";
import { findFreePorts } from "../../../tools/host/processes/ports.ts";
import { memoryLimitsOf, root, type Service, services } from "../../../tools/host/shop.mjs";

/** Since the last measurement: the longest time in which the process served no request. */
/** `cpuMs` is the CPU time since the last measurement. */
export type Measurement = { process: string; blockMs: number; cpuMs: number; peakMb: number };

export type Processes = {
  url: string;
  /** Asks every process; one that is blocked answers when it is free again. */
  measure(): Promise<readonly Measurement[]>;
  /** How often a process ended without being stopped. Each was started again. */
  crashes(): number;
  /** Resolves when all processes serve, after a crash too. */
  untilHealthy(): Promise<void>;
  stop(): Promise<void>;
};

export type ProcessOptions = { data: string; logs: string; builtFolder: string };

const leaveWithParent = path.join(root, "tools/host/processes/leave-with-parent.mjs");
const probe = path.join(root, "lab/request-cost/processes/probe.mjs");
/** A process that is blocked for so long is ended, which counts as a crash. */
const measureTimeoutMs = 30_000;

/** Starts all five on free ports and waits until they serve. */
export async function startProcesses(options: ProcessOptions): Promise<Processes> {
  const port = await findFreePorts(24_400);
  const children = new Map<string, ChildProcess>();
  let crashes = 0;
  let isStopping = false;
  let question = 0;
  mkdirSync(options.logs, { recursive: true });

  function launch(service: Service): void {
    const child = spawnService(service, port, options);
    children.set(service.name, child);
    child.once("exit", () => {
      if (isStopping) return;
      crashes += 1;
      launch(service);
    });
  }

  async function measure(): Promise<readonly Measurement[]> {
    question += 1;
    return Promise.all(services.map(({ name }) => ask(name, children.get(name), question)));
  }

  async function stop(): Promise<void> {
    isStopping = true;
    await Promise.all([...children.values()].map(end));
  }

  const untilHealthy = () => waitUntilHealthy(services, "127.0.0.1", port);
  for (const service of services) launch(service);
  try {
    await untilHealthy();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/graphql`, measure, crashes: () => crashes, untilHealthy, stop };
}

function spawnService(service: Service, port: number, { data, logs, builtFolder }: ProcessOptions): ChildProcess {
  const program = builtProgram(builtFolder, service.name);
  const child = spawn(
    process.execPath,
    [...memoryLimitsOf(service.name), "--import", leaveWithParent, "--import", probe, program],
    {
      cwd: path.join(root, service.folder),
      env: {
        ...ownEnvironment(),
        NODE_ENV: "production",
        HANSA_PORT: String(port),
        HANSA_DATA: data,
        HANSA_LOG_LEVEL: "error",
        APOLLO_TELEMETRY_DISABLED: "true",
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  const log = createWriteStream(path.join(logs, `${service.name}.log`), { flags: "a" });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  // A process that is blocked cannot end by itself.
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  return child;
}

/** A process that ends before it answers counts as blocked for the whole time: the crash is counted beside it. */
async function ask(name: string, child: ChildProcess | undefined, question: number): Promise<Measurement> {
  if (!child) throw new Error(`${name} was not started`);
  const began = performance.now();
  return new Promise((resolve) => {
    const finish = (measurement: Measurement) => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onEnd);
      resolve(measurement);
    };
    let peakMb = 0;
    const onEnd = () => {
      const blockMs = performance.now() - began;
      finish({ process: name, blockMs, cpuMs: blockMs, peakMb });
    };
    const onMessage = (message: unknown) => {
      if (isAnswer(message) && message.probe === question) finish({ ...message, process: name });
    };
    const timer = setTimeout(() => {
      peakMb = peakMemoryOf(child.pid);
      child.kill("SIGKILL");
    }, measureTimeoutMs);
    child.on("message", onMessage);
    child.once("exit", onEnd);
    child.send({ probe: question }, (error) => error && onEnd());
  });
}

/** Peak resident memory in MB as Linux counts it; 0 where it cannot be read. */
function peakMemoryOf(pid: number | undefined): number {
  try {
    const [, kilobytes = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1_024;
  } catch {
    return 0;
  }
}

function isAnswer(message: unknown): message is { probe: number; blockMs: number; cpuMs: number; peakMb: number } {
  return (
    typeof message === "object" && message !== null && "blockMs" in message && "cpuMs" in message && "peakMb" in message
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
