/** Abort signals joined for a limited time. `AbortSignal.any` joins them for good: a long-lived signal keeps every joined one. */

/** Runs `work` with a controller that also aborts when one of `signals` does. The listeners are removed when `work` has ended. */
export async function withJoinedSignals<T>(
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
