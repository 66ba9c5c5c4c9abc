/** The walks that lead through all states of all pages, by name. */
import { account } from "./account.ts";
import { browse } from "./browse.ts";
import { changes } from "./changes.ts";
import { outages } from "./outages.ts";
import type { Walk } from "./page-state.ts";
import { purchase } from "./purchase.ts";

/** The last one ends services. */
export const walks: Readonly<Record<string, Walk>> = { browse, purchase, account, changes, outages };
