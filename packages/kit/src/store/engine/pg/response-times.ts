/** The times of the responses that a connection waits for, under one timer: one for each statement costs more than the rest of its way. */
import { systemRuntime } from "../../../runtime/runtime.ts";

/**
 * Waits for a response for `ms`, and up to two ticks longer; then calls `late`, once. `isSilent`: no response came on the connection for as long as the
 * statement that the server is at may take, so that it does not answer; else it was busy with those before this one. The returned function ends the wait.
 */
export type AwaitResponse = (ms: number, late: (isSilent: boolean) => void) => () => void;

type Waiting = { ticksOfAll: number; ticks: number; late(isSilent: boolean): void };

const tickMs = 100;
/** A response of what was sent ahead, as of a setting, comes up to so many ticks later. The server ends a statement earlier than that before its last tick. */
const aheadTicks = 2;

/** Opens the times of a connection. The timer runs while there is a response to wait for. A process that stood still is as patient as one that ran. */
export function openResponseTimes(): AwaitResponse {
  const waiting = new Set<Waiting>();
  /** The ticks since the last response, or since there was none to wait for. */
  let silentTicks = 0;
  let stopTimer = () => {};

  function tick(): void {
    silentTicks += 1;
    // The server answers in order: it is at the first one.
    const [first] = waiting;
    const isSilent = first !== undefined && silentTicks > first.ticksOfAll - aheadTicks;
    for (const one of [...waiting]) {
      one.ticks -= 1;
      if (one.ticks >= 0) continue;
      waiting.delete(one);
      one.late(isSilent);
    }
    if (waiting.size > 0) stopTimer = systemRuntime.startTimer(tickMs, tick);
  }

  return (ms, late) => {
    const ticks = Math.ceil(ms / tickMs);
    const one: Waiting = { ticksOfAll: ticks, ticks, late };
    if (waiting.size === 0) {
      silentTicks = 0;
      stopTimer = systemRuntime.startTimer(tickMs, tick);
    }
    waiting.add(one);
    return () => {
      silentTicks = 0;
      if (waiting.delete(one) && waiting.size === 0) stopTimer();
    };
  };
}
