/** Spans of requests that were not sampled: held for a while, because only the end of a request shows whether it failed or was slow. */
import type { ServiceName } from "../processes.ts";
import type { Recording, Span } from "../runtime/trace.ts";

/** The spans of one trace, and the services that were called in it. */
type HeldTrace = { readonly spans: Span[]; readonly calledServices: Set<ServiceName> };

type HeldSpans = {
  /** Holds spans; those of the oldest traces are dropped when there are too many. */
  hold(recording: Recording, spans: readonly Span[]): void;
  /** Removes and returns what is held of a trace; undefined if that is nothing. */
  release(traceId: string): HeldTrace | undefined;
};

const heldMs = 15_000;
const maxBytes = 2 * 1024 * 1024;
/** The memory of a span and of a trace, in bytes. Names and texts of statements are shared, and other texts have at most 100 characters. */
const spanBytes = 400;
const traceBytes = 400;

type Entry = HeldTrace & { heldAt: number; bytes: number };

/** Opens the memory. `now` gives milliseconds of the clock by which spans are timed. */
export function openHeldSpans(now: () => number): HeldSpans {
  const byTrace = new Map<string, Entry>();
  let bytes = 0;

  function remove(traceId: string, entry: Entry): void {
    byTrace.delete(traceId);
    bytes -= entry.bytes;
  }

  return {
    hold: ({ traceId, calledServices }, spans) => {
      const heldAt = now();
      const entry = byTrace.get(traceId) ?? { spans: [], calledServices: new Set(), heldAt, bytes: traceBytes };
      if (entry.spans.length === 0) {
        byTrace.set(traceId, entry);
        bytes += traceBytes;
      }
      for (const span of spans) entry.spans.push(span);
      for (const service of calledServices) entry.calledServices.add(service);
      entry.bytes += spans.length * spanBytes;
      bytes += spans.length * spanBytes;
      for (const [oldestId, oldest] of byTrace) {
        if (bytes <= maxBytes && oldest.heldAt > heldAt - heldMs) break;
        remove(oldestId, oldest);
      }
    },
    release: (traceId) => {
      const entry = byTrace.get(traceId);
      if (!entry) return undefined;
      remove(traceId, entry);
      return entry.heldAt > now() - heldMs ? entry : undefined;
    },
  };
}
