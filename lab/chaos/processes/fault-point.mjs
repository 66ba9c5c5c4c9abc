/** Preloaded into the processes of a chaos run only: holds work at a fault point until it is released from outside. */
const holdAt = process.env.CHAOS_HOLD_AT;
let isUsed = false;

/**
 * Runs `work`. The first that comes to the point of CHAOS_HOLD_AT waits for its release, and reports its end. `subject` is its order.
 * @template Result
 * @param {string} point
 * @param {string} subject
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
globalThis.atFaultPoint = async (point, subject, work) => {
  if (point !== holdAt || isUsed) return work();
  isUsed = true;
  const released = new Promise((resolve) => {
    process.on("message", (message) => {
      if (typeof message === "object" && message !== null && "release" in message) resolve(undefined);
    });
  });
  process.send?.({ held: subject });
  await released;
  try {
    return await work();
  } finally {
    process.send?.({ passed: subject });
  }
};
