/** Settings of shops that tests and proofs open: any that they need, and limits of one sender that programs on one machine do not reach. */

import { signIn } from "@hansa/client/buyer";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import type { ShopSettingsUpdateInput } from "@hansa/client/generated/graphql";
import type { Graph } from "@hansa/client/graphql-client";
import { perform } from "@hansa/client/mutation";
import { systemRuntime } from "@hansa/kit/runtime";
import { userWith } from "@hansa/kit/testing";
import { performInProcess } from "../host/in-process-client.ts";
import { type Environment, openShop, type Shop } from "../host/in-process-shop.ts";

/** The settings of a shop without limits of one sender: one buyer may hold all that there is. */
export const withoutLimits = {
  rateLimits: { cartsPerNetwork: 1_000_000 },
  reservationLimits: {
    ...{ accountUnits: 1_000_000, accountPercent: 100 },
    ...{ guestPercent: 100, guestMinimum: 1_000_000, guestMaximum: 1_000_000 },
    cartUnits: 1_000_000,
  },
};

/** Changes the settings of an open shop as its owner does; products has consumed them afterwards. */
export async function changeSettings(shop: Shop, settings: ShopSettingsUpdateInput): Promise<void> {
  await performInProcess(shop, userWith("user_lab", ["settings:write"]), SettingsUpdateDocument, settings);
  await shop.products.catchUp();
}

/** Raises the limits, and changes other settings, in stores that no process may use meanwhile. A new shop gets its stores by this. */
export async function liftLimits(environment: Environment, settings: ShopSettingsUpdateInput = {}): Promise<void> {
  const shop = await openShop({ ...environment, HANSA_LOG_LEVEL: "error" }, systemRuntime);
  try {
    await changeSettings(shop, { ...withoutLimits, ...settings });
  } finally {
    await shop.close();
  }
}

/** Raises the limits of a demo shop that runs, through its graph. Those of reservations apply once products has consumed the event. */
export async function liftLimitsThrough(graph: Graph): Promise<void> {
  await perform(graph, SettingsUpdateDocument, withoutLimits, await signIn(graph, "ADMIN"));
}
