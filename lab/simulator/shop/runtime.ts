/** The runtime of one simulated service: time, ids and randomness of the history, and a turn for others at every fault point. */
import type { FaultPoint, Runtime } from "@hansa/kit/runtime";
import type { Life, Scheduler } from "../scheduler.ts";

/** When every history begins. */
export const beginning = Date.UTC(2026, 0, 15, 12);

export type Reached = (life: Life, point: FaultPoint) => void;

/** `reached` is called at every fault point, before the turn; it may end the life. Until `isOpen`, nothing waits: a service is opened in one go. */
export function simulatedRuntime(scheduler: Scheduler, life: Life, isOpen: () => boolean, reached: Reached): Runtime {
  const { chance } = scheduler;
  const now = (): number => beginning + Math.floor(scheduler.now());
  const randomBytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => Math.floor(chance() * 256));
  return {
    now,
    monotonic: scheduler.now,
    serverTime: now,
    serverPause: (ms) => scheduler.sleep(life, ms, "idle"),
    boot: "simulated",
    sleep: (ms, signal) => scheduler.sleep(life, ms, "idle", signal),
    yieldToEventLoop: async () => {
      if (isOpen()) await scheduler.turn(life);
    },
    deadline: (ms) => {
      const controller = new AbortController();
      scheduler.after(life, ms, () => controller.abort(new Error(`no answer within ${ms} ms`)));
      return controller.signal;
    },
    startTimer: (ms, callback) => {
      const timer = { isStopped: false };
      scheduler.after(life, ms, () => {
        if (!timer.isStopped) callback();
      });
      return () => {
        timer.isStopped = true;
      };
    },
    newId: (kind) =>
      `${kind}_${now().toString(36)}${Math.floor(chance() * 2 ** 52)
        .toString(36)
        .padStart(11, "0")}`,
    randomBytes,
    random: chance,
    passFaultPoint: async (point) => {
      if (!isOpen()) return;
      reached(life, point);
      await scheduler.turn(life);
    },
  };
}
