/** Mutants of products: two wrong counts of reserved units (docs/contributors/chaos.md). */
import type { PlayedMutant } from "../mutant.ts";

const reservations = "subgraphs/products/src/service/reservations/reservations.ts";
const kitImport = `import type { Tx } from "@hansa/kit/store";`;
/** Waits in real time: a test moves the service's own clock, and waits for the defect with no step of it. */
const importPause = `import { setTimeout as pause } from "node:timers/promises";`;
const reservationRows = "subgraphs/products/src/store/reservations/reservations.ts";

export const productMutants: readonly PlayedMutant[] = [
  {
    name: "TTL check in JS",
    breaks: "I2",
    scene: "crowded",
    builds: ["products"],
    patches: [
      { file: reservations, find: kitImport, replace: `${kitImport}\n${importPause}` },
      { file: reservations, find: "const sweepAfterMs = 10 * 60 * 1_000;", replace: "const sweepAfterMs = -60_000;" },
      {
        file: "subgraphs/products/src/api/jobs.ts",
        find: "everyMs: 30 * second, run: () => expireOverdueReservations(deps)",
        replace: "everyMs: second, run: () => expireOverdueReservations(deps)",
      },
      {
        file: reservations,
        find: `export async function expireOverdueReservations(deps: Deps): Promise<void> {
  const { store, log } = deps;
  const before = store.now() - sweepAfterMs;
  for (const checkoutId of await store.read((db) => findOverdueReservations(db, before, 100))) {`,
        replace: `export async function expireOverdueReservations(deps: Deps): Promise<void> {
  const { store, log } = deps;
  const before = store.now() - sweepAfterMs;
  // Until there is a live reservation: on a fast machine one lives for some milliseconds only.
  let overdue = await store.read((db) => findOverdueReservations(db, before, 100));
  for (let turn = 0; turn < 200 && overdue.length === 0; turn += 1) {
    await pause(5);
    overdue = await store.read((db) => findOverdueReservations(db, before, 100));
  }
  // Until one of them has been committed: then the response of the first statement is out of date.
  for (let turn = 0; turn < 100; turn += 1) {
    const rows = await store.read((db) => Promise.all(overdue.map((checkoutId) => findReservation(db, checkoutId))));
    if (rows.some((row) => row?.state === "committed")) break;
    await pause(50);
  }
  // Until another reservation of the variant is live: alone, the count of reserved units refuses to fall below zero.
  for (const checkoutId of Array.from({ length: 200 }, () => overdue).flat()) {
    await pause(5);`,
      },
      {
        file: reservations,
        find: `      return true;
    });
    if (isExpired) log.warn(`,
        replace: `      return true;
    }).catch(() => false);
    if (isExpired) log.warn(`,
      },
      {
        file: reservationRows,
        find: `      and(
        eq(reservations.checkoutId, checkoutId),
        eq(reservations.state, "reserved"),
        lt(reservations.expiresAt, before),
      ),`,
        replace: "      eq(reservations.checkoutId, checkoutId),",
      },
    ],
    tests: [
      {
        file: "subgraphs/products/test/reservations/reservations.test.ts",
        title: "an extension during the expiry of overdue reservations is not lost",
      },
    ],
  },
  {
    name: "two-statement reserve",
    breaks: "I2",
    scene: "shopping",
    builds: ["products"],
    patches: [
      {
        file: reservations,
        find: kitImport,
        replace: `${kitImport}
${importPause}
import { eq } from "drizzle-orm";
import { findStockLevels } from "../../store/reservations/stock.ts";
import { stockLevels } from "../../store/reservations/tables.ts";`,
      },
      {
        file: reservations,
        find: `export function reserveStock(deps: Deps, request: ReservationRequest): Promise<ReservationResult> {
  const { runtime } = deps;`,
        replace: `export async function reserveStock(deps: Deps, request: ReservationRequest): Promise<ReservationResult> {
  const { runtime } = deps;
  const seen = await deps.store.read((db) => findStockLevels(db, request.lines.map((line) => line.variantId)));
  const reservedOf = new Map(seen.map((level) => [level.variantId, level.reserved]));
  await pause(30);`,
      },
      {
        file: reservations,
        find: `    for (const line of lines) await mustReserve(tx, line, limit);

    const { checkoutId`,
        replace: `    for (const { variantId, quantity } of lines)
      await tx.update(stockLevels).set({ reserved: (reservedOf.get(variantId) ?? 0) + quantity }).where(eq(stockLevels.variantId, variantId));

    const { checkoutId`,
      },
    ],
    tests: [
      {
        file: "subgraphs/products/test/reservations/reservations.test.ts",
        title: "reservations of one item at the same time are all counted",
      },
    ],
  },
];
