/** The simulated shop: four services, the messages between them, and their crashes and restarts. */
import { setMaxListeners } from "node:events";
import type { ServiceName } from "@hansa/contracts/processes";
import { isLeaseLost } from "@hansa/kit/coordination";
import type { Transport } from "@hansa/kit/rpc";
import { type FaultPoint, type Runtime, withTrace } from "@hansa/kit/runtime";
import type { GraphqlRequest } from "@hansa/kit/testing";
import type { StoreName } from "../../../cli/audit/stores.ts";
import type { Life, Scheduler } from "../scheduler.ts";
import { type FaultProfile, noFaults } from "./fault-profile.ts";
import { errorCodeOf, executeRequest, type GraphqlResponse } from "./graphql.ts";
import { createNetwork, type MessageFault, transportOver } from "./network.ts";
import { simulatedRuntime } from "./runtime.ts";
import { type Configured, respondInternally, serviceNames, startWork, type Wired, wire } from "./services.ts";

/** A planned crash: at the nth pass of a fault point, written as `reached` writes it. */
export type PlannedCrash = { where: string; nth: number };

export type Shop = {
  /** Asks a service's graph as the router would, over the network. Rejects when no response comes. */
  ask(service: ServiceName, request: GraphqlRequest, timeoutMs: number): Promise<GraphqlResponse>;
  /** Does at a service what needs no graph: see `Wired.commands`. Rejects if it dies meanwhile. */
  command(service: ServiceName, name: string, argument: string): Promise<unknown>;
  /** Every call to the payment provider has this fault from now on; "" ends it. Rejects if payments is not running. */
  breakProvider(fault: string): Promise<void>;
  /** Asks an internal operation as another service would. */
  askInternally(service: ServiceName, operation: string, request: object, timeoutMs: number): Promise<unknown>;
  /** From now on every request to this target has the fault. A target is written as `payments /internal/capture`; with `mail` no e-mail is sent. */
  hinder(target: string, mishap: MessageFault): void;
  /** Ends all faults and starts the stopped services. */
  mend(): void;
  /** Ends a service, which stays away until `mend`. */
  stop(service: StoreName): void;
  /** From now on nothing goes wrong any more. */
  calmDown(): void;
  /** Whether all four are running. */
  isComplete(): boolean;
  close(): Promise<void>;
  /** How often each point was reached, by `service point`. */
  reached: ReadonlyMap<string, number>;
  deaths(): number;
};

export type ShopOptions = {
  scheduler: Scheduler;
  configured: Configured;
  weather: FaultProfile;
  death: PlannedCrash | undefined;
  /** Whether second processes of orders and payments run beside the first: they have leases, sagas and jobs. */
  replicas: boolean;
  /** Everything that happens, for the trace. */
  told: (what: string) => void;
  /** Called for each forbidden event. */
  blamed: (what: string) => void;
};

type Running = Wired & {
  life: Life;
  runtime: Runtime;
  stopping: AbortController;
  broken: Set<(reason: Error) => void>;
};

const maxDowntimeMs = 3_000;
/** A process beside which another one serves may be away for longer than any lease, so that the other takes over its work. */
const maxReplicaDowntimeMs = 15_000;

export async function openShop({
  scheduler,
  configured,
  weather,
  death,
  replicas,
  told,
  blamed,
}: ShopOptions): Promise<Shop> {
  const running: Running[] = [];
  const reached = new Map<string, number>();
  let sky = weather;
  let deaths = 0;
  const hindered = new Map<string, MessageFault>();
  const away = new Set<StoreName>();
  const network = createNetwork(scheduler, () => sky, told);
  const transport: Transport = transportOver(network, answerInside, (target) => hindered.get(target));
  const post = async (): Promise<void> => {
    if (hindered.has("mail")) throw new Error("no e-mail is sent");
  };

  const wantedOf = (name: StoreName) => (replicas && (name === "orders" || name === "payments") ? 2 : 1);
  const runningOf = (name: string) => running.filter(({ life }) => life.name === name);

  async function open(name: StoreName): Promise<void> {
    if (runningOf(name).length === wantedOf(name) || away.has(name)) return;
    const life: Life = { name, isAlive: true };
    let isOpen = false;
    const runtime = simulatedRuntime(scheduler, life, () => isOpen, reach);
    const wired = await wire(name, configured, { runtime, transport, post });
    isOpen = true;
    const stopping = new AbortController();
    setMaxListeners(0, stopping.signal);
    running.push({ ...wired, life, runtime, stopping, broken: new Set() });
    startWork(wired, runtime, stopping.signal);
    told(`${name} opened`);
  }

  async function openAll(name: StoreName): Promise<void> {
    for (let count = wantedOf(name); count > 0; count -= 1) await open(name);
  }

  function reach(life: Life, point: FaultPoint): void {
    const key = `${life.name} ${point}`;
    const times = (reached.get(key) ?? 0) + 1;
    reached.set(key, times);
    told(key);
    const isUnlucky = scheduler.chance() < sky.crash;
    const isDestined = death?.where === key && death.nth === times;
    if (isUnlucky || isDestined) kill(life);
  }

  function kill(life: Life): void {
    const name = serviceNames.find((each) => each === life.name);
    const dead = running.find((service) => service.life === life);
    if (!name || !dead) return;
    told(`${name} dies`);
    deaths += 1;
    life.isAlive = false;
    running.splice(running.indexOf(dead), 1);
    scheduler.bury();
    for (const breakOff of dead.broken) breakOff(new Error(`${name} broke off`));
    scheduler.meanwhile(dead.close);
    const maxMs = wantedOf(name) > 1 ? maxReplicaDowntimeMs : maxDowntimeMs;
    scheduler.after(everlasting, scheduler.chance() * maxMs, () => scheduler.meanwhile(() => open(name)));
  }

  function mend(): void {
    hindered.clear();
    for (const name of away) scheduler.meanwhile(() => openAll(name));
    away.clear();
  }

  /** The process that gets a request. */
  function oneOf(name: string): Running | undefined {
    const [first, ...others] = runningOf(name);
    return others.length === 0 || scheduler.chance() < 0.5 ? first : others[0];
  }

  /** Its response, or a broken connection if it dies before. */
  function answering<T>(name: string, work: (service: Running) => Promise<T>): Promise<T> {
    const service = oneOf(name);
    if (!service) return Promise.reject(new Error(`${name} is not running`));
    return new Promise((resolve, reject) => {
      service.broken.add(reject);
      const done = (): boolean => service.broken.delete(reject);
      work(service).then(
        (response) => done() && resolve(response),
        (error) => done() && reject(error),
      );
    });
  }

  function answerInside(callee: string, { path, headers, body }: Parameters<Transport>[1]) {
    return answering(callee, (service) =>
      withTrace({ requestId: path, entry: "internal" }, async () => {
        if (path.startsWith("/webhooks/")) {
          const status = (await service.hear?.(headers, Buffer.from(body))) ?? 404;
          return { status, body: "{}" };
        }
        try {
          return { status: 200, body: JSON.stringify(await respondInternally(service, path, JSON.parse(body))) };
        } catch (error) {
          // The response of the internal server: the caller has lost its lease of the order.
          if (isLeaseLost(error)) return { status: 409, body: String(error) };
          const code = errorCodeOf(error);
          if (code === undefined) blamed(`${callee} ${path} failed: ${String(error)}`);
          return { status: code === "BAD_USER_INPUT" ? 400 : 503, body: String(error) };
        }
      }),
    );
  }

  function answerGraph(name: string, request: GraphqlRequest): Promise<GraphqlResponse> {
    return answering(name, ({ parts }) =>
      withTrace({ requestId: "client", entry: "graphql" }, () =>
        executeRequest(parts, request, (failure) => blamed(`${name} ${failure}`)),
      ),
    );
  }

  for (const name of serviceNames) await openAll(name);
  return {
    ask: (service, request, timeoutMs) => {
      const enough = new AbortController();
      scheduler.after(everlasting, timeoutMs, () => enough.abort(new Error(`no answer of ${service}`)));
      return network.send({ callee: service, request, signal: enough.signal }, answerGraph);
    },
    command: (service, name, argument) =>
      answering(service, async ({ commands }) => {
        told(`command at ${service}: ${name}`);
        const command = commands?.[name];
        if (!command) throw new Error(`${service} has no command ${name}`);
        return command(argument);
      }),
    breakProvider: (fault) => {
      told(`the provider from now on: ${fault === "" ? "sound" : fault}`);
      for (const { breakProvider } of runningOf("payments")) breakProvider?.(fault);
      return runningOf("payments").length === 0
        ? Promise.reject(new Error("payments is not running"))
        : Promise.resolve();
    },
    askInternally: (service, operation, request, timeoutMs) => {
      const enough = new AbortController();
      scheduler.after(everlasting, timeoutMs, () => enough.abort(new Error(`no answer of ${service}`)));
      const body = JSON.stringify(request);
      return transport(service, { path: `/internal/${operation}`, headers: {}, body, signal: enough.signal });
    },
    hinder: (target, mishap) => {
      told(`from now on requests to ${target} are ${mishap}`);
      hindered.set(target, mishap);
    },
    mend,
    stop: (service) => {
      away.add(service);
      for (const { life } of runningOf(service)) kill(life);
    },
    calmDown: () => {
      sky = noFaults;
      mend();
    },
    isComplete: () => serviceNames.every((name) => runningOf(name).length === wantedOf(name)),
    close: async () => {
      for (const service of running) {
        service.life.isAlive = false;
        await service.close();
      }
    },
    reached,
    deaths: () => deaths,
  };
}

/** Neither supervisors nor clients die. */
const everlasting: Life = { name: "outside", isAlive: true };
