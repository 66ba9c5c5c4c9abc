/** Work for all files of a worker, such as the start of its shop: whichever file comes first does it, and it is not that file's. */
import { spentSeconds } from "./spent-time.ts";

let seconds = 0;

/** Does the work, and keeps its CPU seconds from being counted for the file that asked for it. */
export async function doShared<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = spentSeconds();
  try {
    return await work();
  } finally {
    seconds += spentSeconds() - before;
  }
}

/** The CPU seconds of shared work since the last call. */
export function takeShared(): number {
  const taken = seconds;
  seconds = 0;
  return taken;
}
