/** Own events of orders: updates the projections from the outbox in the same store. */
import { awaitEvents, type EventConsumer } from "@hansa/kit/messaging";
import { withTrace } from "@hansa/kit/runtime";
import type { Deps } from "../../context.ts";
import { projectEvents } from "../../service/analytics/projection.ts";
import { findPendingEvents, findProjectionCursor } from "../../store/analytics/projections.ts";

/** Pause between batches under load: each batch occupies the writer, which purchases need too. */
const batchPauseMs = 200;
/** The name of this consumer in the metrics. */
const consumerName = "orders.projections";
const maxWaitMs = 20_000;
/** Pause after an error. Its cause is a defect of ours, because no other service takes part: see the lag metric and the log. */
const pauseMs = 1_000;

/** Creates the consumer of our own outbox. */
export function createOwnEventsConsumer(deps: Deps): EventConsumer {
  const { runtime, log } = deps;
  return {
    catchUp: async () => {
      while (await projectBatch(deps));
    },
    run: async (signal) => {
      while (!signal.aborted) {
        try {
          await withTrace({ requestId: runtime.newId("req"), entry: "job" }, async () => {
            if (await hasNewEvents(deps, signal)) await projectBatches(deps, signal);
          });
        } catch (error) {
          if (signal.aborted) return;
          log.error({ err: error }, "projections: batch failed, retried");
          await runtime.sleep(pauseMs, signal);
        }
      }
    },
  };
}

/** Waits for an event that is not in the projections yet; false if none arrived in time. */
async function hasNewEvents({ store, runtime }: Deps, stopping: AbortSignal): Promise<boolean> {
  const after = await store.read(findProjectionCursor);
  const page = await awaitEvents({ store, runtime, stopping }, { after, limit: 1, waitMs: maxWaitMs });
  return page.events.length > 0;
}

async function projectBatches(deps: Deps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await projectBatch(deps)));
  await deps.runtime.sleep(batchPauseMs, signal);
}

/** Applies one batch; true if more events are left. The lag is reported first, because an error would hide it. */
async function projectBatch({ store, metrics }: Deps): Promise<boolean> {
  const { count, oldestAt } = await store.read(findPendingEvents);
  metrics.setConsumerLag(consumerName, count, oldestAt);
  const { reached, lastSeq } = await store.write("project-events", (tx) => projectEvents(tx));
  metrics.setConsumerLag(consumerName, lastSeq - reached);
  return reached < lastSeq;
}
