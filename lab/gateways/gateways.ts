/** The gateways under comparison: each is a program that is told its port and the addresses of the four services by the environment. */
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { serviceNames } from "@hansa/kit/processes";
import { graphUrlVariable } from "@hansa/kit/rpc/service-variables";
import { apolloGateway, commandOf, publicPort, root, services } from "../../tools/host/shop.mjs";
import { sendRequest } from "../client/graphql-client.ts";

export const gatewayNames = ["hansa", "apollo", "hive", "hive-rust", "grafbase"] as const;
export type GatewayName = (typeof gatewayNames)[number];

/** A running gateway. */
export type Gateway = { url: string; stop(): Promise<void> };

/** The settings of the services: any gateway may ask them, and each vouches for the addresses of its clients. */
export const bearerAccess = { HANSA_SUBGRAPH_ACCESS: "bearer", HANSA_TRUST_PROXY: "1" };

const hive = path.join(root, "lab/bench/peers/hive.mjs");

/** A gateway that is started beside the router of the shop. */
export type OtherGateway = Exclude<GatewayName, "hansa">;

/** The arguments of Node for each; all but the first are peers of the benchmark. */
const commands: Readonly<Record<OtherGateway, () => string[]>> = {
  apollo: () => commandOf(apolloGateway.name),
  hive: () => [hive, "--bearer"],
  "hive-rust": () => [hive, "--bearer", "--rust"],
  grafbase: () => [path.join(root, "lab/bench/peers/grafbase.mjs")],
};

const startTimeoutMs = 90_000;
const pollMs = 100;
const killAfterMs = 4_000;
/** The most of a gateway's output that is shown when it does not start. */
const maxOutput = 2_000;

/** Whether the packages of a gateway are installed on demand. */
export function needsPackages(name: GatewayName): boolean {
  return name !== "hansa" && name !== "apollo";
}

/** Starts a Node program with variables of its own. */
export type Launch = (command: string[], variables: NodeJS.ProcessEnv) => ChildProcess;

/** Starts a gateway on `port`, before the services of the shop on `shopPort`, and waits for its first answer. */
export async function startGateway(
  name: OtherGateway,
  { port, shopPort, launch }: { port: number; shopPort: number; launch: Launch },
): Promise<Gateway> {
  const child = launch(commands[name](), { ...serviceAddresses(shopPort), HANSA_PORT: String(port) });
  const url = `http://127.0.0.1:${port}/graphql`;
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => output.push(String(chunk)));
  if (!(await isAnswering(child, url))) {
    await end(child);
    throw new Error(`${name} does not answer: ${output.join("").slice(-maxOutput)}`);
  }
  return { url, stop: () => end(child) };
}

function serviceAddresses(shopPort: number): NodeJS.ProcessEnv {
  return Object.fromEntries(
    serviceNames.map((name) => {
      const service = services.find((each) => each.name === name);
      if (!service) throw new Error(`there is no service ${name}`);
      return [graphUrlVariable(name), `http://127.0.0.1:${publicPort(service, shopPort)}/graphql`];
    }),
  );
}

/** Waits for the first answer; false if the gateway ends before, or gives none in time. */
async function isAnswering(child: ChildProcess, url: string): Promise<boolean> {
  const deadline = performance.now() + startTimeoutMs;
  const query = "{ products(first: 1) { nodes { id } } }";
  while (performance.now() < deadline && !hasEnded(child)) {
    const answer = await sendRequest(url, { query, timeoutMs: startTimeoutMs }).catch(() => undefined);
    if (answer?.errors.length === 0) return true;
    await pause(pollMs);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  await ended;
  clearTimeout(force);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
