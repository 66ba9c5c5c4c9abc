/** Fair turns on the event loop: one at a time, which senders take by turns, and between two of them the process serves what has arrived. */
import type { Runtime } from "../runtime.ts";
import { openFairPlaces } from "./fair-places.ts";
import type { Sender } from "./sender.ts";

/** Waits for a turn, for work on so many bytes that ends without waiting for anything. False: too much waits, and most of it is this sender's. */
export type TakeFairTurn = (sender: Sender | undefined, bytes: number) => Promise<boolean>;

/** Opens the turns of a process. `maxBytes`: the most bytes of all that wait. */
export function openFairTurns(runtime: Pick<Runtime, "yieldToEventLoop">, maxBytes: number): TakeFairTurn {
  const places = openFairPlaces(1, { maxSize: maxBytes });
  return (sender, size) =>
    new Promise((resolve) => {
      const begin = () => {
        resolve(true);
        void runtime.yieldToEventLoop().then(() => places.end(ticket));
      };
      const ticket = places.enter(sender, { size, begin, refuse: () => resolve(false) });
      if (ticket.state === "held") begin();
    });
}
