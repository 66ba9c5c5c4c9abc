/** The shop as the seed opens it: in one process, on a clock that moves only when told, with chance that follows from a number. */
import { type ManualWorld, manualWorld } from "@hansa/kit/manual-world";
import { openShop, type Shop } from "../shop-in-process.ts";
import { openingDay } from "./calendar.ts";

export type SeedShop = Shop<ManualWorld>;

/** Opens it on the morning of the opening day, its stores in `data`. */
export function openSeedShop(data: string): Promise<SeedShop> {
  const environment = {
    ...process.env,
    HANSA_DATA: data,
    HANSA_LOG_LEVEL: "error",
    // The sandbox reaches payments in this process, whatever it does in the running shop.
    HANSA_SANDBOX_WEBHOOK_URL: undefined,
    // Its people do not exist: what the shop writes to them stays in the folder.
    HANSA_SMTP_URL: undefined,
  };
  return openShop(environment, manualWorld(openingDay, 1358));
}

/** Lets time pass until `at`; nothing happens if it is later already. */
export async function waitUntil({ world }: SeedShop, at: number): Promise<void> {
  await world.advance(Math.max(0, at - world.now()));
}
