/** One history: five shoppers under a random fault profile, derived from the seed. */
import { guest } from "@hansa/kit/testing";
import { think } from "./clients/client.ts";
import { runShoppingTrip } from "./clients/shopping-trip.ts";
import { customer, staff } from "./clients/viewers.ts";
import { type Play, type Playing, playToEnd } from "./play.ts";
import type { Life } from "./scheduler.ts";
import { drawFaultProfile } from "./shop/fault-profile.ts";

export type HistoryOptions = Pick<Playing, "seed" | "folder" | "configured" | "death" | "replicas" | "listen"> & {
  /** How many orders are placed in it. */
  orders: number;
  variantIds: readonly string[];
};

const shoppers = 5;
/** Without stock there are fewer orders in a history, and it reports so. */
const tripsPerOrder = 4;
const second = 1_000;
const minute = 60 * second;

export function runHistory({ orders, variantIds, ...playing }: HistoryOptions): Promise<Play> {
  return playToEnd({
    ...playing,
    weatherFrom: drawFaultProfile,
    act: async (scenery, weather) => {
      const { scheduler } = scenery;
      let placed = 0;
      let trips = 0;
      let underWay = 0;

      async function shopper(index: number): Promise<void> {
        const mostTrips = orders * tripsPerOrder;
        while (placed < orders && trips < mostTrips) {
          if (placed + underWay >= orders) {
            await think(scenery, 500);
            continue;
          }
          trips += 1;
          underWay += 1;
          const client = { viewer: index % 2 === 0 ? guest : customer(`usr_${index}`), guest: [] };
          if (await runShoppingTrip({ ...scenery, name: `trip-${trips}`, client, staff, variantIds })) placed += 1;
          underWay -= 1;
          await think(scenery, 200);
        }
      }

      const all = Array.from({ length: shoppers }, (_, index) => shopper(index));
      for (let jumps = 0; jumps < 2; jumps += 1)
        if (scheduler.chance() < weather.jump)
          scheduler.after(clock, scheduler.chance() * 8 * second, () =>
            scheduler.jump(scheduler.chance() * 40 * minute),
          );
      await Promise.all(all);
    },
  });
}

const clock: Life = { name: "clock", isAlive: true };
