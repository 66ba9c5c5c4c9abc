/** Signals joined for a while. `AbortSignal.any` joins them for good: a signal that lives on may remember every one made of it. */

/** Runs `work` with a controller of its own, which aborts too when one of `signals` does. When `work` has ended, they have forgotten it. */
export async function abortingWith<T>(
  signals: readonly AbortSignal[],
  work: (own: AbortController) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const follow = () => {
    const first = signals.find(({ aborted }) => aborted);
    if (first) own.abort(first.reason);
  };
  follow();
  for (const signal of signals) signal.addEventListener("abort", follow);
  try {
    return await work(own);
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", follow);
  }
}
