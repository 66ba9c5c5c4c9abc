/** One history from its seed: five shoppers come and go, in weather that is drawn for it. */
import { guest } from "@hansa/kit/testing/graphql-client";
import { think } from "./client.ts";
import { customer, staff } from "./people.ts";
import { type Play, type Playing, playOut } from "./play.ts";
import type { Life } from "./scheduler.ts";
import { goShopping } from "./trip.ts";
import { drawWeather } from "./weather.ts";

export type HistoryOptions = Pick<Playing, "seed" | "folder" | "configs" | "death" | "listen"> & {
  /** How many orders are placed in it. */
  orders: number;
  variantIds: readonly string[];
};

const shoppers = 5;
/** On empty shelves nobody finds anything: then a history has fewer orders, and says so. */
const tripsPerOrder = 4;
const second = 1_000;
const minute = 60 * second;

export function runHistory({ orders, variantIds, ...playing }: HistoryOptions): Promise<Play> {
  return playOut({
    ...playing,
    weatherFrom: drawWeather,
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
          if (await goShopping({ ...scenery, name: `trip-${trips}`, client, staff, variantIds })) placed += 1;
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
