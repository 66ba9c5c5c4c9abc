/** Periodic jobs of products: prices, search index, sales, reservations, imports, pictures, uploads, idempotency keys and networks. */
import { dropOldKeys } from "@hansa/kit/coordination";
import type { Job } from "@hansa/kit/runtime";
import type { Deps } from "../context.ts";
import { applyDuePrices } from "../service/catalogue/prices.ts";
import { cleanFetchedPictures, fetchPictures } from "../service/import/pictures/fetches.ts";
import { runImports } from "../service/import/runner.ts";
import { cleanRenditions } from "../service/media/renditions.ts";
import { cleanUploads } from "../service/media/uploads.ts";
import { deleteEndedReservations } from "../service/reservations/ended-reservations.ts";
import { createNetworkWatch } from "../service/reservations/network-watch.ts";
import { forgetUnpaidNetworks } from "../service/reservations/reservation-limits.ts";
import { expireOverdueReservations } from "../service/reservations/reservations.ts";
import { learnUnsentUnits } from "../service/reservations/unsent-units.ts";
import { dropOldSalesDaily } from "../service/sales.ts";
import { forgetUnusedWords } from "../service/storefront/near-words.ts";
import { reindexStaleProducts } from "../service/storefront/search-index.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The jobs of products with their intervals. */
export function createJobs(deps: Deps): Job[] {
  const { store, runtime } = deps;
  return [
    { name: "apply-due-prices", everyMs: second, run: (signal) => applyDuePrices(deps, signal) },
    { name: "refresh-search", everyMs: second, run: (signal) => reindexStaleProducts(deps, signal) },
    { name: "forget-search-words", everyMs: day, run: (signal) => forgetUnusedWords(deps, signal) },
    { name: "delete-old-sales", everyMs: minute, run: dropOldSalesDaily(deps) },
    { name: "expire-overdue-reservations", everyMs: 30 * second, run: () => expireOverdueReservations(deps) },
    { name: "delete-ended-reservations", everyMs: hour, run: (signal) => deleteEndedReservations(deps, signal) },
    { name: "learn-unsent-units", everyMs: second, run: () => learnUnsentUnits(deps), store },
    { name: "watch-reservations", everyMs: minute, run: createNetworkWatch(deps), store },
    { name: "run-imports", everyMs: second / 2, run: (signal) => runImports(deps, signal) },
    { name: "fetch-pictures", everyMs: 5 * second, run: (signal) => fetchPictures(deps, signal) },
    { name: "clean-fetched-pictures", everyMs: hour, run: (signal) => cleanFetchedPictures(deps, signal) },
    { name: "clean-renditions", everyMs: hour, run: () => cleanRenditions(deps) },
    { name: "clean-uploads", everyMs: hour / 4, run: () => cleanUploads(deps) },
    {
      name: "drop-old-keys",
      everyMs: hour,
      run: () =>
        store.write("drop-old-keys", async (tx) => {
          await dropOldKeys(tx, runtime.now());
          await forgetUnpaidNetworks(deps, tx);
        }),
    },
  ];
}
