/** The other processes of the shop, which run in tasks of their own or not at all: one line when one is absent, and one when it comes back. */
import { setTimeout as pause } from "node:timers/promises";
import { holderOfService } from "../../cli/host/data/folder-lock.mjs";
import { isHealthy, reachable } from "../../cli/host/processes/health.ts";
import type { Shop } from "../../cli/host/processes/process.ts";
import { internalPort, type Service, shopProcesses } from "../../cli/host/shop.mjs";
import { paint, say } from "../../cli/host/terminal.mjs";

const pollMs = 2_000;
/** How often a service that starts is asked. */
const startPollMs = 100;
/** Tasks start at the same time, and each takes its lock first: this long after the start of this process each has it. */
const lockMs = 5_000;
/** A task that has its lock and no healthy service after this time has a fault, which it prints. */
const maxWaitMs = 60_000;

/** Waits until this service is healthy, and every other one is or does not run. Gives those that are healthy. */
export async function whenSettled(shop: Shop, service: Service): Promise<Service[]> {
  while (!shop.isStopping && !(await answers(shop, service))) await pause(startPollMs);
  const began = performance.now();
  for (;;) {
    const healthy = await filterServices((each) => answers(shop, each));
    const isStarting = (each: Service) => performance.now() < lockMs || isLocked(shop, each);
    const awaited = shopProcesses.filter((each) => !healthy.includes(each) && isStarting(each));
    if (awaited.length === 0 || shop.isStopping || performance.now() - began > maxWaitMs) return healthy;
    await pause(startPollMs);
  }
}

/** Prints which services are absent, and then each change. One whose task runs is not absent: a fault of it has a line there. */
export async function followPeers(shop: Shop, own: Service): Promise<void> {
  const absent = new Set<Service>();
  while (!shop.isStopping) {
    const running = await filterServices(async (each) => isLocked(shop, each) || answers(shop, each));
    for (const peer of shop.isStopping ? [] : shopProcesses) {
      if (running.includes(peer)) {
        if (absent.delete(peer)) say(paint("green", `${peer.name} runs now`));
      } else if (peer !== own && !absent.has(peer)) {
        absent.add(peer);
        sayAbsent(shop, peer);
      }
    }
    await pause(pollMs);
  }
}

async function filterServices(test: (service: Service) => Promise<boolean>): Promise<Service[]> {
  const responses = await Promise.all(shopProcesses.map(test));
  return shopProcesses.filter((_service, index) => responses[index]);
}

/** Whether the service is ready. */
export function answers({ host, port }: Shop, service: Service): Promise<boolean> {
  return isHealthy(host, internalPort(service, port));
}

/** Whether a task, or a whole shop, runs the service on this data folder. */
function isLocked({ data }: Shop, { name }: Service): boolean {
  return holderOfService(data, name) !== undefined;
}

function sayAbsent({ host, port }: Shop, peer: Service): void {
  const address = `http://${reachable(host)}:${internalPort(peer, port)}`;
  const command = `npx turbo dev --filter=@hansa/${peer.name}`;
  say(paint("yellow", `${peer.name} does not run: nothing answers at ${address} (${command})`));
}
