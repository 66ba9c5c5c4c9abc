/**
 * The work on a store that runs in this context, acts that wait for its end, and turns: jobs that run strictly one after the other outside of it. Apart
 * from the store, so that a program without one, such as the stock gateway, loads no driver.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { currentTrace, withTrace } from "./trace.ts";

/**
 * One read, or one run of a write. `isOver`: its closure has ended; `hasEvents`: it appends events to the outbox; `isLease`: it changes nothing but the
 * leader's lease; `settle` waits for its statements; `waiting`: the acts that wait for its end, absent in a read and after the end.
 */
export type StoreWork = {
  name: string;
  isOver?: boolean;
  hasEvents: boolean;
  isLease: boolean;
  settle?: () => Promise<void>;
  waiting?: Act[] | undefined;
};

/** An act that waits for the end of a write. */
type Act = { run(): void; isOfCommit: boolean };

const insideStore = new AsyncLocalStorage<StoreWork | undefined>();

/** Runs the closure of a read or a write. Its statements end with it. */
export async function runWork<T>(work: StoreWork, closure: () => Promise<T>): Promise<T> {
  try {
    return await insideStore.run(work, closure);
  } finally {
    work.isOver = true;
  }
}

/** Throws for a statement that its closure did not await: it would run in the next write on the connection, or in none. */
export function assertWorkRuns(): void {
  const work = insideStore.getStore();
  if (work?.isOver) throw new Error(`a statement of "${work.name}" came after its end: its closure must await it`);
}

/** Begins a read. */
export function beginRead(): StoreWork {
  return { name: "read", hasEvents: false, isLease: false };
}

/** Begins one run of a write. */
export function beginWork(name: string, settle: () => Promise<void>): StoreWork {
  return { name, hasEvents: false, isLease: false, settle, waiting: [] };
}

/**
 * Waits for the statements of the write in progress, which a store on the network does not do for each of them, and throws the first of their
 * errors: for a write that must know which of its steps failed.
 */
export async function settleStatements(): Promise<void> {
  await insideStore.getStore()?.settle?.();
}

/** The name of the store work that the caller runs in, or undefined. Calls to the outside are rejected there. */
export function storeWorkInProgress(): string | undefined {
  return insideStore.getStore()?.name;
}

/**
 * Runs `act` after the commit of the write in progress, before its caller continues: log lines, alarms and counts, which a rollback does not take
 * back. It runs for the run of the write that was committed alone, and never for a refused or failed write; outside of a write, at once. A failure of
 * it is one of the process, as an unhandled rejection, and not of the write, which stands.
 */
export function afterCommit(act: () => void): void {
  wait(act, true);
}

/** The same, also after a refused write: for counts of refusals. */
export function afterWrite(act: () => void): void {
  wait(act, false);
}

function wait(act: () => void, isOfCommit: boolean): void {
  // Its log lines have the ids of the work that asked for it.
  const trace = currentTrace();
  const run = trace ? () => withTrace(trace, act) : act;
  const waiting = insideStore.getStore()?.waiting;
  if (waiting) waiting.push({ run, isOfCommit });
  else act();
}

/** Ends a write, and runs the acts that waited for this end of it. */
export function endWork(work: StoreWork, end: "committed" | "refused" | "failed"): void {
  const acts = work.waiting ?? [];
  work.waiting = undefined;
  for (const { run, isOfCommit } of acts)
    if (end === "committed" || (end === "refused" && !isOfCommit)) void (async () => run())();
}

/** Runs `work`, which reports a fault of the process, at once wherever the caller is: acts in it wait for no write. */
export function outsideStore(work: () => void): void {
  insideStore.run(undefined, work);
}

/** Notes that the current write appends events, for those who wait for them. */
export function markEvents(): void {
  const work = insideStore.getStore();
  if (work) work.hasEvents = true;
}

/** Notes that the current write changes nothing but the leader's lease: no request waits for it. */
export function markLease(): void {
  const work = insideStore.getStore();
  if (work) work.isLease = true;
}

/** Throws inside store work: a nested turn would wait for ever. */
export function assertOutsideStore(): void {
  const running = insideStore.getStore();
  if (running) throw new Error(`the store was asked again inside "${running.name}": pass the transaction on instead`);
}

/** Creates a queue that runs jobs strictly one after the other. */
export function serialQueue(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (job) => {
    assertOutsideStore();
    const result = last.then(job);
    last = result.catch(() => undefined);
    return result;
  };
}
