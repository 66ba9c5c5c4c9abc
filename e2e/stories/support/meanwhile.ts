/** What other clients get while an expensive request is worked on: how long they wait is measured by `npm run neighbours`, on a quiet machine. */

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
