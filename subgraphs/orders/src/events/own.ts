/** The door for our own news: the projections follow what orders itself has told, straight from its store. */
import type { Follower } from "@hansa/kit/follow";
import { awaitEvents } from "@hansa/kit/outbox";
import { withTrace } from "@hansa/kit/trace";
import type { Deps } from "../context.ts";
import { projectNext } from "../service/figures/projecting.ts";
import { countUnprojected, findProjected } from "../store/projections.ts";

/** While many orders come in, they gather for so long: each page takes the writer, and buyers want it too. */
const gatherMs = 200;
/** What the metrics call it. */
const follower = "orders.projections";
const longestWaitMs = 20_000;
/** After a fault. It is one of ours, since nobody else can be the cause: the lag shows it, and the log says what it is. */
const pauseMs = 1_000;

/** Follows our own outbox. */
export function followOwnEvents(deps: Deps): Follower {
  const { world, log } = deps;
  return {
    catchUp: async () => {
      while (await takePage(deps));
    },
    run: async (signal) => {
      while (!signal.aborted) {
        try {
          await withTrace({ requestId: world.newId("req"), door: "job" }, async () => {
            if (await hasNews(deps, signal)) await takePages(deps, signal);
          });
        } catch (error) {
          if (signal.aborted) return;
          log.error({ err: error }, "the projections cannot go on right now");
          await world.sleep(pauseMs, signal);
        }
      }
    },
  };
}

/** Waits for an event that was not counted yet; false if none came for a while. */
async function hasNews({ store, world }: Deps, stopping: AbortSignal): Promise<boolean> {
  const after = await store.read(findProjected);
  const page = await awaitEvents({ store, world, stopping }, { after, limit: 1, waitMs: longestWaitMs });
  return page.events.length > 0;
}

async function takePages(deps: Deps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await takePage(deps)));
  await deps.world.sleep(gatherMs, signal);
}

/** True if there is more. What is still to be counted is shown first: a fault would hide it. */
async function takePage({ store, metrics }: Deps): Promise<boolean> {
  metrics.followerIsBehind(follower, await store.read(countUnprojected));
  const { reached, lastSeq } = await store.write("project-events", (tx) => projectNext(tx));
  metrics.followerIsBehind(follower, lastSeq - reached);
  return reached < lastSeq;
}
