/**
 * The files of the builds before this one. Documents in caches and open tabs name them for a day after an update: each process takes them over from
 * the others, through the routers, while these still run, and keeps them in memory.
 */
import type { Logger } from "pino";
import { z } from "zod";

export type FormerBuilds = {
  /** A file of another build; undefined if this process has none of this name. */
  find(build: string, file: string): string | undefined;
  /** The other builds that it has, with the time at which each was last served as the newest one, in milliseconds since 1970. */
  list(): readonly Build[];
  stop(): void;
};

type Build = { name: string; at: number };

/** The paths at which a process lists its builds, and has all files of one. */
export const listPath = "/assets/builds.json";
export const allFiles = "files.json";

const oneDayMs = 24 * 60 * 60_000;
const everyMs = 60_000;
/** Until all routers have answered: the process that has the files may stop soon. */
const retryMs = 2_000;
/** The time for an answer, in milliseconds. */
const waitMs = 10_000;
/** More builds than a day has, in memory: each has a third of a megabyte. */
const mostBuilds = 8;

const listed = z.array(z.object({ name: z.string().regex(/^\w{6,40}$/), at: z.number() })).max(50);
const texts = z.record(z.string().regex(/^[\w.-]{1,100}$/), z.string());

type Following = { own: string; origins: readonly string[]; log: Logger };

/** Takes over the files of the others, now and each minute: an update may begin at any time. */
export function followFormerBuilds({ own, origins, log }: Following): FormerBuilds {
  const builds = new Map<string, { at: number; files: z.infer<typeof texts> }>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  async function takeOver(origin: string): Promise<void> {
    const oldest = Date.now() - oneDayMs;
    for (const { name, at } of listed.parse((await read(origin + listPath, stopping.signal)) ?? [])) {
      const known = builds.get(name);
      if (name === own || at < oldest) continue;
      const files = known?.files ?? texts.parse(await read(`${origin}/assets/${name}/${allFiles}`, stopping.signal));
      builds.set(name, { at: Math.max(at, known?.at ?? 0), files });
    }
    const newest = [...builds].sort(([, one], [, other]) => other.at - one.at);
    for (const [index, [name, { at }]] of newest.entries()) if (index >= mostBuilds || at < oldest) builds.delete(name);
  }

  async function follow(): Promise<void> {
    const taken = await Promise.allSettled(origins.map(takeOver));
    if (stopping.signal.aborted) return;
    const isComplete = taken.every(({ status }) => status === "fulfilled");
    // While the shop starts, no router may run yet.
    if (!isComplete) log.debug("storefront: not all routers have told which builds there are");
    timer = setTimeout(follow, isComplete ? everyMs : retryMs);
  }

  void follow();
  return {
    find: (build, file) => {
      const files = builds.get(build)?.files ?? {};
      if (file === allFiles) return builds.has(build) ? JSON.stringify(files) : undefined;
      return Object.hasOwn(files, file) ? files[file] : undefined;
    },
    list: () => [...builds].map(([name, { at }]) => ({ name, at })),
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
    },
  };
}

/** The body of a response; undefined where a gateway passes no such request on. */
async function read(url: string, stopped: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.any([stopped, AbortSignal.timeout(waitMs)]) });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
