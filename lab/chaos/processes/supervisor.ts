/** Supervisor: restarts processes as a container host would, and applies the planned faults to them. */
import type { WriteStream } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { type FaultWindows, openFaultWindows } from "../faults/fault-windows.ts";
import type { Network } from "../faults/network.ts";
import { byName, type Name } from "./names.ts";
import { heldAt, openLog, type Running, shiftedBy, startProcess } from "./process.ts";

export type ShopOptions = {
  /** The processes to run. */
  names: readonly Name[];
  /** HANSA_PORT. */
  port: number;
  data: string;
  /** The provider's folder, which no process of the shop uses. */
  providerData: string;
  logs: string;
  /** The file in which the program of a process lies. */
  programOf: (name: Name) => string;
  wiring: Network;
  /** The shop's variables besides its addresses, and those of stores that are databases, which the provider does not use. */
  environment: Readonly<Record<string, string>>;
  databases: Readonly<Record<string, string>>;
  /** Called whenever a process answers for the first time after a start. */
  whenReady: (name: Name) => Promise<void>;
};

export type Supervised = {
  windows: FaultWindows;
  /** How often each process was killed, and those that served in place of a paused one. */
  kills: Record<Name | "standby", number>;
  pauses: Record<Name, number>;
  /** Processes that ended without being killed: always a fault. */
  died: string[];
  /** How many processes were killed and do not answer again yet. */
  down(): number;
  /** Resolves when it answers again. */
  kill(name: Name, downMs: number): Promise<void>;
  pause(name: Name, forMs: number, withStandby: boolean): Promise<void>;
  /** Starts a second process of a service, leads everybody to it, and holds the first work there that comes to this fault point. */
  startHeld(name: Name, point: string): Promise<HeldProcess>;
  /** Puts the wall clock of every process of the shop so far from the machine's, also of those that start from now on. */
  shiftClocks(byMs: number): void;
  /** Ends everything at once. */
  stop(): Promise<void>;
};

/** A second process with a fault point. `leave` leads everybody to the first one again, and `stop` ends it. */
type HeldProcess = Pick<Running, "held" | "passed" | "release"> & { leave(): void; stop(): Promise<void> };

/** A second process of a service listens this far above the first. */
const standbyOffset = 40;
/** How long both serve after the first has come back. */
const togetherMs = 2_500;

/** Starts all of them and waits until they answer. */
export async function superviseShop(options: ShopOptions): Promise<Supervised> {
  const { names, port, logs, wiring } = options;
  const windows = openFaultWindows();
  // Each ends with this process.
  process.setMaxListeners(process.getMaxListeners() + 2 * names.length);
  const none = byName(() => 0);
  const kills = { ...none, standby: 0 };
  const pauses = { ...none };
  const died: string[] = [];
  const running = new Map<Name, Running>();
  const all = new Set<Running>();
  const logOf = new Map<Name, WriteStream>(names.map((name) => [name, openLog(logs, name)]));
  let isStopping = false;
  let down = 0;
  let shiftMs = 0;

  function start(name: Name, at = port, also: Readonly<Record<string, string>> = {}): Running {
    const log = logOf.get(name);
    if (!log) throw new Error(`${name} has no log`);
    const started = startProcess({
      name,
      program: options.programOf(name),
      port: at,
      environment: { ...environmentOf(options, name), ...(name !== "provider" && shiftedBy(shiftMs)), ...also },
      log,
    });
    all.add(started);
    void started.ended.then((how) => {
      all.delete(started);
      if (how !== "SIGKILL") died.push(`${name} ended by itself (${how})`);
    });
    return started;
  }

  /** Starts it in its place; one that ends by itself is started again, as a container's host would. */
  function launch(name: Name): Running {
    const started = start(name);
    running.set(name, started);
    void started.ended.then((how) => {
      if (how !== "SIGKILL" && !isStopping && running.get(name) === started) launch(name);
    });
    return started;
  }

  /** Launches it and waits until it answers, or has been killed again. */
  async function answering(name: Name): Promise<void> {
    const isReady = await launch(name).ready.then(
      () => true,
      () => false,
    );
    if (isReady) await options.whenReady(name);
  }

  async function kill(name: Name, downMs: number): Promise<void> {
    const over = windows.open("process");
    const victim = running.get(name);
    kills[name] += 1;
    down += 1;
    victim?.signal("SIGKILL");
    await victim?.ended;
    await pause(downMs);
    if (!isStopping) await answering(name);
    down -= 1;
    over();
  }

  async function standIn(name: Name, forMs: number): Promise<void> {
    const enough = pause(forMs);
    const second = start(name, port + standbyOffset);
    await Promise.race([second.ready.catch(() => undefined), enough]);
    wiring.lead(name, port + standbyOffset);
    await enough;
    await endSecond(name, second);
  }

  async function endSecond(name: Name, second: Running): Promise<void> {
    wiring.lead(name, port);
    kills.standby += 1;
    second.signal("SIGKILL");
    await second.ended;
  }

  async function startHeld(name: Name, point: string): Promise<HeldProcess> {
    const second = start(name, port + standbyOffset, heldAt(point));
    await second.ready;
    wiring.lead(name, port + standbyOffset);
    const { held, passed, release } = second;
    return { held, passed, release, leave: () => wiring.lead(name, port), stop: () => endSecond(name, second) };
  }

  async function pauseFor(name: Name, forMs: number, withStandby: boolean): Promise<void> {
    const over = windows.open("process");
    const stopped = running.get(name);
    pauses[name] += 1;
    stopped?.signal("SIGSTOP");
    const standing = withStandby ? standIn(name, forMs + togetherMs) : Promise.resolve();
    await pause(forMs);
    stopped?.signal("SIGCONT");
    await standing;
    over();
  }

  function shiftClocks(byMs: number): void {
    shiftMs = byMs;
    for (const each of all) if (each !== running.get("provider")) each.shiftClock(byMs);
  }

  async function stop(): Promise<void> {
    isStopping = true;
    const ends = [...all].map(({ ended, signal }) => {
      signal("SIGKILL");
      return ended;
    });
    await Promise.all(ends);
    for (const log of logOf.values()) log.end();
  }

  try {
    await Promise.all(names.map((name) => answering(name)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { windows, kills, pauses, died, down: () => down, kill, pause: pauseFor, startHeld, shiftClocks, stop };
}

function environmentOf(options: ShopOptions, name: Name): NodeJS.ProcessEnv {
  const { data, providerData, port, wiring, environment, databases } = options;
  return {
    ...ownEnvironment(),
    NODE_ENV: "production",
    APOLLO_TELEMETRY_DISABLED: "true",
    HANSA_PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...wiring.environmentOf(name),
    ...environment,
    ...(name === "provider" ? {} : databases),
    HANSA_DATA: name === "provider" ? providerData : data,
  };
}
