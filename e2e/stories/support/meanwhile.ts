/** Other clients beside an expensive request: they are served meanwhile. `npm run neighbours` measures on a quiet machine how long they wait. */

/** Does `act` over and over until the work has ended, and tells how often. Rejects if one of them was not served. */
export async function actMeanwhile(work: () => Promise<unknown>, act: () => Promise<void>): Promise<number> {
  let isDone = false;
  let count = 0;
  async function client(): Promise<void> {
    for (; !isDone; count += 1) await act();
  }
  const other = client();
  const working = work().finally(() => {
    isDone = true;
  });
  await Promise.all([working, other]);
  return count;
}
