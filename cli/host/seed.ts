/** Seeds a demo shop with the built program, as `npm run hansa -- seed` does. */
import { execFileSync } from "node:child_process";
import { ownEnvironment } from "./processes/own-environment.ts";
import { programArguments, root } from "./shop.mjs";

/** Fills the folder `data`, which holds no shop yet, with a past of so many orders that ends on the day `until`. Throws if the program fails. */
export function seedShop(
  data: string,
  { orders, products, until }: { orders: number; products?: number; until?: string },
): void {
  const options = ["--orders", String(orders), ...(products === undefined ? [] : ["--products", String(products)])];
  execFileSync(process.execPath, [...programArguments("hansa"), "seed", ...options], {
    cwd: root,
    env: {
      ...ownEnvironment(),
      HANSA_DATA: data,
      HANSA_LOG_LEVEL: "error",
      ...(until === undefined ? {} : { HANSA_SEED_UNTIL: until }),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
}
