/** Placeholder. */
import type { Page } from "../../server/page.ts";
export const checkoutPage: Page = { name: "checkout", load: async () => ({ kind: "missing" }) };
