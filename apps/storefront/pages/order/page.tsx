/** Placeholder. */
import type { Page } from "../../server/page.ts";
export const orderPage: Page = { name: "order", load: async () => ({ kind: "missing" }) };
