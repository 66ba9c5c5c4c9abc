/** The list of scenes: short stories that together reach every named fault point. */
import { contacts } from "./contacts.ts";
import { disputes } from "./disputes.ts";
import { maintenance } from "./maintenance.ts";
import { orderHandling } from "./order-handling.ts";
import { payments } from "./payment.ts";
import { priceReductions } from "./price-reductions.ts";
import { purchases } from "./purchase.ts";
import { resends } from "./resends.ts";
import type { Scene } from "./scene.ts";
import { steppedTotals } from "./stepped-totals.ts";
import { upgrades } from "./upgrade.ts";
import { withdrawals } from "./withdrawals.ts";

export const scenes: readonly Scene[] = [
  ...[...purchases, ...payments, ...orderHandling, ...contacts],
  ...[...resends, ...steppedTotals, ...priceReductions, ...withdrawals, ...disputes, ...maintenance, ...upgrades],
];

/** Throws if there is none of that title. */
export function findScene(title: string): Scene {
  const scene = scenes.find((each) => each.title === title);
  if (!scene) throw new Error(`there is no scene "${title}"`);
  return scene;
}
