/** The recorder of a process: exports the spans of sampled requests, and holds those of others until it is known whether they are kept. */
import type { ServiceName } from "../processes.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Span } from "../runtime/trace.ts";
import { openHeldSpans } from "./held-spans.ts";
import type { Recorder } from "./spans.ts";

/** Passes the decision to keep a trace to services that hold spans of it. */
export type PassDecision = (traceId: string, services: Iterable<ServiceName>) => void;

type RecorderOptions = {
  runtime: Runtime;
  /** The part of the requests that is sampled: 0 to 1. */
  sampledShare: number;
  export(span: Span): void;
};

/** Traces are remembered as kept for this long, for spans that end later. */
const keptMs = 15_000;
/** The most requests that a process keeps in a second, so that an outage does not cost more than it tells. */
const maxKeptPerSecond = 100;
const maxRemembered = 2_000;
/** Random bytes are drawn for many ids at once. */
const poolBytes = 4_096;

/** How decisions leave this process; nothing is passed on before a server of it has set this. */
let passDecision: PassDecision = () => undefined;

/** Sets how decisions leave this process. */
export function passDecisionsBy(pass: PassDecision): void {
  passDecision = pass;
}

/** Opens a recorder. */
export function openRecorder({ runtime, sampledShare, export: exportSpan }: RecorderOptions): Recorder {
  const epoch = runtime.now() - runtime.monotonic();
  const now = () => epoch + runtime.monotonic();
  const held = openHeldSpans(now);
  const kept = new Map<string, number>();
  const draw = hexadecimals(runtime);
  let second = 0;
  let keptInSecond = 0;

  /** Remembers a trace as kept; false if it was kept before. */
  function remember(traceId: string): boolean {
    const at = now();
    for (const [oldest, keptAt] of kept) {
      if (keptAt > at - keptMs && kept.size < maxRemembered) break;
      kept.delete(oldest);
    }
    if (kept.has(traceId)) return false;
    kept.set(traceId, at);
    return true;
  }

  function release(traceId: string, called: Iterable<ServiceName>): void {
    const known = held.release(traceId);
    for (const span of known?.spans ?? []) exportSpan(span);
    passDecision(traceId, new Set([...called, ...(known?.calledServices ?? [])]));
  }

  return {
    now,
    newTraceId: () => draw(32),
    newSpanId: () => draw(16),
    isChosen: () => runtime.random() < sampledShare,
    take: (recording, spans) => {
      if (recording.isSampled || kept.has(recording.traceId)) for (const span of spans) exportSpan(span);
      else held.hold(recording, spans);
    },
    keep: ({ traceId, calledServices }) => {
      const at = Math.floor(now() / 1_000);
      keptInSecond = at === second ? keptInSecond + 1 : 1;
      second = at;
      if (keptInSecond <= maxKeptPerSecond && remember(traceId)) release(traceId, calledServices);
    },
    keepHeld: (traceIds) => {
      for (const traceId of traceIds) if (remember(traceId)) release(traceId, []);
    },
  };
}

/** Draws random hexadecimal digits. */
function hexadecimals(runtime: Runtime): (count: number) => string {
  let pool = "";
  let used = 0;
  return (count) => {
    if (used + count > pool.length) {
      pool = Buffer.from(runtime.randomBytes(poolBytes)).toString("hex");
      used = 0;
    }
    used += count;
    return pool.slice(used - count, used);
  };
}
