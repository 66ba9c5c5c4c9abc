/** The targets of a benchmark: our router and its peers, each one process that answers GraphQL on one port. */
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { commandOf, root, wholeShop } from "../../../cli/host/shop.mjs";
import type { BuiltCommit } from "../shop/commits.ts";
import { type Addresses, earlierVariablesOf, startProcess, variablesOf } from "../shop/shop.ts";

/**
 * The targets beside the stock gateway and our router; `one-process` is ours too, with its services in the same process, and `postgresql` is, with
 * services whose stores are databases; `postgresql-two` has two processes of each.
 */
const routerPeers = ["stock-pool", "hive", "hive-rust", "grafbase"] as const;
const systemPeers = ["mono", "mono-jit", "one-process", "postgresql", "postgresql-two"] as const;
export const peerNames = [...routerPeers, ...systemPeers];
type RouterPeer = (typeof routerPeers)[number];
export type PeerName = (typeof peerNames)[number];
/** The router of another commit, on its own services. */
export const earlier = "earlier";
export type TargetName = "stock" | "stock-today" | PeerName | "ours" | typeof earlier | "canned";
/** A target with a program in this checkout. */
type StartedName = Exclude<TargetName, "canned" | typeof earlier>;

/** A running target; `startMs` is the time from its start to its first response. */
export type Target = { name: TargetName; port: number; pid: number; startMs: number };

/** The targets that are processes of our shop. */
const ownProcesses: Partial<Record<TargetName, string>> = {
  ours: "router",
  "one-process": wholeShop.name,
  postgresql: "router",
  "postgresql-two": "router",
};
const shopProcesses: Partial<Record<TargetName, string>> = { ...ownProcesses, [earlier]: "router" };
const firstRequest = JSON.stringify({ query: "{ products(first: 1) { nodes { id } } }" });

/** Ports of targets begin here, each in its own hundred. */
let nextPort = 27_000;

/** The peers of the public plane. */
export function isPublicPeer(name: PeerName): boolean {
  return name === "hive-rust" || name === "grafbase";
}

/** Starts a target, whose subgraphs are at these addresses unless it has them itself, and waits for its first response. */
export function startTarget(shop: Shop, name: StartedName, addresses?: Addresses): Promise<Target> {
  return launch(shop, name, { command: targetCommand(name), environment: addresses ? variablesOf(addresses) : {} });
}

/** Starts the router of another commit, as that commit runs it. */
export function startEarlier(shop: Shop, built: BuiltCommit, addresses: Addresses): Promise<Target> {
  const environment = earlierVariablesOf(addresses, built.folder);
  return launch(shop, earlier, { command: built.commandOf("router"), environment });
}

/** The program of a target, its environment beside that of the shop, and the first request with a text of its response; the shop's if it is absent. */
type Launch = {
  command: readonly string[];
  environment: Readonly<Record<string, string>>;
  first?: { body: string; expects: string };
};

/** Starts a target, and waits for its first response. */
export async function launch(
  shop: Shop,
  name: TargetName,
  { command, environment: own, first = { body: firstRequest, expects: '"nodes"' } }: Launch,
): Promise<Target> {
  const port = await findFreePorts(nextPort);
  nextPort = port + 100;
  const startedAt = performance.now();
  const environment = { ...own, HANSA_PORT: String(port) };
  const child = startProcess(shop, shopProcesses[name] ?? name, command, environment);
  await untilAnswered(name, child, port, first).catch((error) => {
    child.kill("SIGKILL");
    throw error;
  });
  return { name, port, pid: pidOf(child), startMs: performance.now() - startedAt };
}

function targetCommand(name: StartedName): string[] {
  const ownProcess = ownProcesses[name];
  if (ownProcess !== undefined) return commandOf(ownProcess);
  const stock = path.join(root, "lab/bench/targets/gateway.ts");
  const hive = path.join(root, "lab/bench/peers/hive.mjs");
  if (name === "grafbase") return [path.join(root, "lab/bench/peers/grafbase.mjs")];
  if (name === "stock" || name === "stock-today") return [stock];
  if (name === "stock-pool") return [stock, "--pool"];
  if (name === "mono") return [path.join(root, "lab/bench/targets/monolith/program.ts")];
  if (name === "mono-jit") return [path.join(root, "lab/bench/peers/monolith-jit.mjs")];
  return name === "hive" ? [hive] : [hive, "--rust"];
}

/** Whether a target runs our router. */
export function isOurs(name: string): boolean {
  return Object.hasOwn(ownProcesses, name);
}

/**
 * Whether a wrong count is a fault of ours, not a note: not of a peer, nor of two processes, of which one may take up the order of a request that the
 * other one answers, and asks until it is done.
 */
export function hasDeclaredCounts(name: string): boolean {
  return isOurs(name) && name !== "postgresql-two";
}

export function isRouterPeer(name: PeerName): name is RouterPeer {
  return routerPeers.some((known) => known === name);
}

/** Whether the packages of a peer are installed on demand. */
export function needsPackages(name: PeerName): boolean {
  return name.startsWith("hive") || name === "grafbase" || name === "mono-jit";
}

export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("the process did not start");
  return child.pid;
}

async function untilAnswered(
  name: string,
  child: ChildProcess,
  port: number,
  { body, expects }: NonNullable<Launch["first"]>,
): Promise<void> {
  const firstResponse = async () => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} ended before it answered`);
    const response = await post(port, body, null).catch(() => undefined);
    return response?.text.includes(expects) || undefined;
  };
  await eventually(`${name} answers`, firstResponse, 20);
}

/** Sends one request and reads the whole response. */
export async function post(
  port: number,
  body: string,
  authorization: string | null,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      "accept-encoding": "identity",
      ...(authorization === null ? {} : { authorization }),
    },
    body,
  });
  return { status: response.status, text: await response.text() };
}
