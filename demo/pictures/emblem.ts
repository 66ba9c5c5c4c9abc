/** The shop's emblem, printed on tins, cards and parcels. */
import { area, line } from "./shapes.ts";

/** The shop's little ship, in a frame about 120 wide, centred on the origin. */
export function shipMark(colour: string): string {
  return [
    area("M-52 18H52Q40 50 20 50H-24Q-44 50-52 18z", colour),
    area("M-4 8V-58Q-50-30-44 8zM6 8V-50Q48-30 44 8z", colour),
    line("M-56 66q14-12 28 0t28 0 28 0 28 0", colour, 5),
  ].join("");
}
