/** Limits of one sender for a shop whose buyers are all programs on one machine: numbers that they do not reach. */

import { signIn } from "@hansa/client/buyer";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import type { Graph } from "@hansa/client/graphql-client";
import { perform } from "@hansa/client/mutation";
import { systemRuntime } from "@hansa/kit/runtime";
import { userWith } from "@hansa/kit/testing";
import { performInProcess } from "../host/in-process-client.ts";
import { type Environment, openShop } from "../host/in-process-shop.ts";

/** The settings of a shop without limits of one sender: one buyer may hold all that there is. */
export const withoutLimits = {
  rateLimits: { cartsPerNetwork: 1_000_000 },
  reservationLimits: {
    ...{ accountUnits: 1_000_000, accountPercent: 100 },
    ...{ guestPercent: 100, guestMinimum: 1_000_000, guestMaximum: 1_000_000 },
  },
};

/** Raises the limits in the stores of `environment`, which no process may use meanwhile. A new shop gets its stores by this. */
export async function liftLimits(environment: Environment): Promise<void> {
  const shop = await openShop({ ...environment, HANSA_LOG_LEVEL: "error" }, systemRuntime);
  try {
    await performInProcess(shop, userWith("user_lab", ["settings:write"]), SettingsUpdateDocument, withoutLimits);
    await shop.products.catchUp();
  } finally {
    await shop.close();
  }
}

/** Raises the limits of a demo shop that runs, through its graph. Those of reservations apply once products has consumed the event. */
export async function liftLimitsThrough(graph: Graph): Promise<void> {
  await perform(graph, SettingsUpdateDocument, withoutLimits, await signIn(graph, "ADMIN"));
}
