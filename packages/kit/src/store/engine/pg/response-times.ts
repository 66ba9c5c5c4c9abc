/** The times of the responses that a connection waits for, under one timer: one for each statement costs more than the rest of its way. */
import { systemRuntime } from "../../../runtime/runtime.ts";

/**
 * Waits for a response for `ms`, and up to two ticks longer; then calls `late`, once. `isSilent`: no other response came on the connection meanwhile, so
 * that its server does not answer; else it was busy with statements before this one. The returned function ends the wait.
 */
export type AwaitResponse = (ms: number, late: (isSilent: boolean) => void) => () => void;

type Waiting = { ticks: number; answeredBefore: number; late(isSilent: boolean): void };

const tickMs = 100;

/** Opens the times of a connection. The timer runs while there is a response to wait for. A process that stood still is as patient as one that ran. */
export function openResponseTimes(): AwaitResponse {
  const waiting = new Set<Waiting>();
  let answered = 0;
  let stopTimer = () => {};

  function tick(): void {
    for (const one of [...waiting]) {
      one.ticks -= 1;
      if (one.ticks >= 0) continue;
      waiting.delete(one);
      one.late(one.answeredBefore === answered);
    }
    if (waiting.size > 0) stopTimer = systemRuntime.startTimer(tickMs, tick);
  }

  return (ms, late) => {
    const one: Waiting = { ticks: Math.ceil(ms / tickMs), answeredBefore: answered, late };
    if (waiting.size === 0) stopTimer = systemRuntime.startTimer(tickMs, tick);
    waiting.add(one);
    return () => {
      answered += 1;
      if (waiting.delete(one) && waiting.size === 0) stopTimer();
    };
  };
}
