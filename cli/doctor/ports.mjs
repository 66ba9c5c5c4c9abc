/** Checks of the ports: free, held by the shop of this folder, or held by another program. */
import { createServer } from "node:net";
import { holderOf } from "../host/data/folder-lock.mjs";
import { internalPort, maxReplicas, publicPort, readHostConfig, replicasOf, shopProcesses } from "../host/shop.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

/** @typedef {{ port: number, fault: string, own: boolean }} Taken */

const responseWithinMs = 2_000;

/**
 * Ports of the running shop of this folder are fine. Ports that something else holds are wrong: no shop can be started, or a part of the
 * running one does not listen.
 * @returns {Promise<Finding>}
 */
export async function checkPorts() {
  const { host, port, data } = readHostConfig();
  const holder = holderOf(data);
  const wanted = portsOf(shopProcesses, port);
  const examineAll = (/** @type {ReturnType<typeof portsOf>} */ ports) =>
    Promise.all(ports.map((each) => examine(each, host, holder !== undefined)));
  const taken = (await examineAll(wanted)).flat();
  // A running shop may have several processes of a service; above the first, ports of other programs are no fault.
  const further = shopProcesses.flatMap((service) => replicasOf(service, maxReplicas).slice(1));
  if (holder !== undefined) taken.push(...(await examineAll(portsOf(further, port))).flat().filter(({ own }) => own));
  const foreign = taken.filter(({ own }) => !own);
  const own = taken.length - foreign.length;
  if (foreign.length > 0) {
    const found = foreign.map(({ fault }) => fault).join(", ");
    const advice = `Stop what holds them (lsof -i :PORT shows it), or set HANSA_PORT=${port + 100}.`;
    return { verdict: "wrong", found, advice };
  }
  if (own > 0) return { verdict: "ok", found: `the shop of this folder runs (process ${holder}) on ${own} of them` };
  return { verdict: "ok", found: `${wanted.length} free, from ${port} up` };
}

/** The ports of these processes, each with the one at which its process tells its health. @param {readonly import("../host/shop.mjs").Service[]} processes @param {number} port */
function portsOf(processes, port) {
  return processes.flatMap((service) => {
    const health = internalPort(service, port);
    return [publicPort(service, port), health].map((each) => ({ port: each, health }));
  });
}

/**
 * Whether a port is taken, and by the shop of this folder: a process holds its data, and the service answers at its internal listener.
 * @param {{ port: number, health: number }} wanted @param {string} host @param {boolean} isRunning @returns {Promise<Taken[]>}
 */
async function examine({ port, health }, host, isRunning) {
  const fault = await tryToListen(port, host);
  if (fault === undefined) return [];
  return [{ port, fault, own: isRunning && fault.endsWith("EADDRINUSE") && (await isService(health, host)) }];
}

/** @param {number} port @param {string} host @returns {Promise<boolean>} */
async function isService(port, host) {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  try {
    const response = await fetch(`http://${name}:${port}/health`, { signal: AbortSignal.timeout(responseWithinMs) });
    const health = await response.json();
    return typeof health === "object" && health !== null && "ready" in health;
  } catch {
    return false;
  }
}

/** @param {number} port @param {string} host @returns {Promise<string | undefined>} */
function tryToListen(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve("code" in error ? `${port} ${error.code}` : `${port} ${error.message}`));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
