/** Each state of each page can be used by everybody: axe in both themes, narrow windows, both directions of writing, and forced colours. */
import { afterEach, beforeAll, test } from "vitest";
import { expectNoFaults } from "../stories/support/page-audit.ts";
import { walks } from "../stories/support/page-states/walks.ts";
import { type StorefrontShop, sharedStorefront } from "../stories/support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

test.each(Object.entries(walks))("all states of the walk %s have no fault", (_name, walk) =>
  expectNoFaults(storefront, walk),
);
