/** The list of all damages. */
import type { Damage } from "./damage.ts";
import { events } from "./events.ts";
import { keysAndWork } from "./keys-and-work.ts";
import { ledger } from "./ledger.ts";
import { money } from "./money.ts";
import { orders } from "./orders.ts";
import { stock } from "./stock.ts";
import { units } from "./units.ts";

export const damages: readonly Damage[] = [
  ...stock,
  ...money,
  ...orders,
  ...units,
  ...ledger,
  ...events,
  ...keysAndWork,
];
