/** Events of a fake peer, in pages. */
import type { Event } from "@hansa/kit/messaging";
import type { Runtime } from "@hansa/kit/runtime";

type Asked = { after: number; limit: number; waitMs: number };

/** How soon a waiting page has a new event. */
const pollMs = 250;

/** The pages of an outbox. An empty one waits, as a peer's does: a consumer asks again without a pause. */
export function eventPages(runtime: Runtime, outbox: readonly Event[]) {
  return async ({ after, limit, waitMs }: Asked): Promise<{ events: Event[]; lastSeq: number }> => {
    if (outbox.length <= after && waitMs > 0) await runtime.sleep(Math.min(waitMs, pollMs));
    return { events: outbox.slice(after, after + limit), lastSeq: outbox.length };
  };
}
