/** Dying at a named point, as if somebody had pulled the plug there: how crashes are tried out on real processes. */
import type { Point, World } from "./world.ts";

export type Crash = {
  point: Point;
  /** Which time the point is reached: 1 is the first. */
  nth: number;
};

/** The world as it is, but for the crash: this process is killed where it says, before anything else happens. */
export function crashingAt(world: World, crash: Crash | undefined): World {
  if (crash === undefined) return world;
  let reached = 0;
  return {
    ...world,
    reach: (point) => {
      if (point === crash.point) reached += 1;
      if (point === crash.point && reached === crash.nth) process.kill(process.pid, "SIGKILL");
      return world.reach(point);
    },
  };
}
