/** Crash points: a process is killed at a fault point, so that tests crash real processes at a chosen moment. */
import type { FaultPoint, Runtime } from "./runtime.ts";

export type CrashPoint = {
  point: FaultPoint;
  /** The pass of the fault point that crashes: 1 is the first. */
  nth: number;
};

/** The same runtime, but the process is killed at the crash point, before anything else happens. */
export function crashAt(runtime: Runtime, crash: CrashPoint | undefined): Runtime {
  if (crash === undefined) return runtime;
  let reached = 0;
  return {
    ...runtime,
    passFaultPoint: (point) => {
      if (point === crash.point) reached += 1;
      if (point === crash.point && reached === crash.nth) process.kill(process.pid, "SIGKILL");
      return runtime.passFaultPoint(point);
    },
  };
}
