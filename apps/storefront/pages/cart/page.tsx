/** Placeholder. */
import type { Page } from "../../server/page.ts";
export const cartPage: Page = { name: "cart", load: async () => ({ kind: "missing" }) };
