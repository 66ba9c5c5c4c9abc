/** The instances of one service: opened from its addresses, followed while host names change, and polled while there are several. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { closeInstance, type Instance, openInstance } from "./instance.ts";
import { askReadiness, noteReadiness } from "./readiness.ts";

export type Instances = {
  /** The service in logs, such as `service orders`. */
  label: string;
  /** Whether it may start later than this process: then it is no news that an instance has not answered yet. */
  mayStartLater: boolean;
  /** Replaced when the addresses of a host name change. */
  list: readonly Instance[];
  close(): Promise<void>;
};

/** The IP addresses of a host name. Rejects if it has none, or no name server answers. */
export type Resolve = (host: string) => Promise<readonly string[]>;

type Following = { runtime: Runtime; log: Log; resolve: Resolve };
type Parts = { runtime: Runtime; log: Log; resolve?: Resolve; mayStartLater?: boolean };

const pollEveryMs = 1_000;
const pollTimeoutMs = 1_000;
const resolveEveryMs = 5_000;

/**
 * Opens the instances at these addresses. A host name with several IP addresses stands for as many instances, and is resolved again every 5 s;
 * its last addresses stay while it cannot be resolved. A single instance is never polled: it would be asked all the same.
 */
export function openInstances(parts: Parts, label: string, addresses: readonly string[]): Instances {
  const { runtime, log, resolve = resolveHost, mayStartLater = false } = parts;
  const urls = addresses.map((address) => new URL(address));
  const stopping = new AbortController();
  const service: Instances = {
    label,
    mayStartLater,
    list: urls.map((url) => openInstance(runtime, url)),
    close: async () => {
      stopping.abort();
      await followed;
      await Promise.all(service.list.map((instance) => closeInstance(instance, "now")));
    },
  };
  const isFollowed = urls.length > 1 || urls.some(isNamed);
  const followed = isFollowed ? follow({ runtime, log, resolve }, service, urls, stopping.signal) : Promise.resolve();
  return service;
}

/** Whether an address has a host name that may have several IP addresses. */
function isNamed({ hostname }: URL): boolean {
  return hostname !== "localhost" && isIP(hostname.replace(/^\[|\]$/g, "")) === 0;
}

/** The IPv4 addresses of a host, or those of IPv6 if it has no other: a host with both is reached by either. */
async function resolveHost(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  const family = found.some((each) => each.family === 4) ? 4 : 6;
  return found.filter((each) => each.family === family).map(({ address }) => address);
}

async function follow(parts: Following, service: Instances, urls: readonly URL[], signal: AbortSignal): Promise<void> {
  const { runtime } = parts;
  let resolvedAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    if (urls.some(isNamed) && runtime.monotonic() - resolvedAt >= resolveEveryMs) {
      resolvedAt = runtime.monotonic();
      await resolveAgain(parts, service, urls);
    }
    const isSeveral = service.list.length > 1;
    if (isSeveral) await Promise.all(service.list.map((instance) => pollInstance(parts, service, instance)));
    await runtime.sleep(isSeveral ? pollEveryMs : resolveEveryMs, signal);
  }
}

/** Replaces the list if the addresses of its host names have changed. Instances that stay keep their connections and records. */
async function resolveAgain(parts: Following, service: Instances, urls: readonly URL[]): Promise<void> {
  const lists = await Promise.all(urls.map((url) => instancesAt(parts, service.list, url)));
  const list = lists.flat();
  const left = service.list.filter((instance) => !list.includes(instance));
  if (left.length === 0 && list.length === service.list.length) return;
  service.list = list;
  parts.log.info({ instances: list.map(({ name }) => name) }, `${service.label}: instances have changed`);
  // Requests in progress end first.
  for (const instance of left) void closeInstance(instance, "when idle");
}

/** The instances at an address now: known ones and new ones. */
async function instancesAt(
  { runtime, resolve }: Following,
  list: readonly Instance[],
  url: URL,
): Promise<readonly Instance[]> {
  const known = list.filter((instance) => instance.url === url);
  if (!isNamed(url)) return known;
  try {
    const addresses = await resolve(url.hostname);
    const wanted = addresses.length > 1 ? [...addresses].sort() : [undefined];
    return wanted.map(
      (address) => known.find((each) => each.address === address) ?? openInstance(runtime, url, address),
    );
  } catch {
    return known;
  }
}

async function pollInstance(parts: Following, { label }: Instances, instance: Instance): Promise<void> {
  noteReadiness(parts, label, instance, await askReadiness(parts.runtime, instance, pollTimeoutMs));
}
