/** Retention of ended reservations: their rows refuse late requests for a month, then they are deleted. */
import type { Deps } from "../../context.ts";
import { deleteReservations, findEndedReservations } from "../../store/reservations/ended-reservations.ts";

/** Orders repeats a request about a checkout for minutes, and a person decides a stuck order within days. */
const keptMs = 30 * 24 * 60 * 60 * 1_000;

/** The rows of each state in one transaction. */
const batchSize = 100;

/** Deletes reservations that were released, or expired, and were to end a month ago. Committed ones stay with their order. */
export async function deleteEndedReservations({ store, metrics }: Deps, signal: AbortSignal): Promise<void> {
  const before = store.now() - keptMs;
  while (!signal.aborted) {
    const ended = await store.read((db) => findEndedReservations(db, before, batchSize));
    if (ended.length === 0) return;
    await store.write("delete-ended-reservations", (tx) => deleteReservations(tx, ended));
    metrics.countRetention("reservations", ended.length);
  }
}
