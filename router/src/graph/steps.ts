/** Work in steps of at most some tens of milliseconds: done at once, or with a pause after each step, in which requests are served. */
import type { Runtime } from "@hansa/kit/runtime";

export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Does all steps at once. */
export function completeNow<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** A request waits for several responses of subgraphs: without a pause each would come after another step. */
const pauseMs = 50;

/** Does the steps one by one. */
export async function completeInTurns<Result>(
  steps: Steps<Result>,
  { sleep }: Pick<Runtime, "sleep">,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await sleep(pauseMs);
  }
}
