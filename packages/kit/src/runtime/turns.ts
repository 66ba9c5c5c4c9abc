/** Turns of large requests on the event loop: each turn is that of one request, the one with the earliest deadline first. */
import type { Runtime } from "./runtime.ts";

/** A request, by the runtime and the end of its time: `RequestBudget`. */
type Request = { readonly runtime: Runtime; deadline: number };

type Waiter = { request: Request; isAlone: boolean; resume: () => void };

/** The waiting work of each runtime, sorted by deadline. Present while there is any. */
const queues = new WeakMap<Runtime, Waiter[]>();

/**
 * Waits until the request may go on. Between two turns the process serves the requests that have arrived. Requests that took turns equally would all be half
 * done at the same time, and the memory of each would outlive many scavenges. `isAlone`: nothing else of the request shares the turn.
 */
export function takeTurn(request: Request, isAlone = false): Promise<void> {
  const { runtime } = request;
  return new Promise((resume) => {
    const known = queues.get(runtime);
    const queue = known ?? [];
    const later = queue.findIndex((each) => each.request.deadline > request.deadline);
    queue.splice(later < 0 ? queue.length : later, 0, { request, isAlone, resume });
    if (known) return;
    queues.set(runtime, queue);
    void giveTurns(runtime, queue);
  });
}

async function giveTurns(runtime: Runtime, queue: Waiter[]): Promise<void> {
  while (queue.length > 0) {
    await runtime.yieldToEventLoop();
    const [first, ...others] = queue;
    const next = others.findIndex(({ request, isAlone }) => isAlone || first?.isAlone || request !== first?.request);
    for (const { resume } of queue.splice(0, next < 0 ? queue.length : next + 1)) resume();
  }
  queues.delete(runtime);
}
