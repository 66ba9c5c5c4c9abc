/** The integrity results of a service on stores of a test. */
import { manualRuntime, userWith } from "@hansa/kit/testing";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";
import type { StoreName } from "../../audit/stores.ts";
import { openShop } from "../../host/in-process-shop.ts";

const boss = userWith("user_boss", ["audit:read"]);
const checks = z.array(
  z.object({
    invariant: z.string().nullable(),
    rule: z.string(),
    verdict: z.enum(["HOLDS", "BROKEN", "EMPTY"]),
    rows: z.number(),
    isWhole: z.boolean(),
    broken: z.number(),
    examples: z.array(z.string()),
  }),
);

/** The integrity results of a service on the stores of a folder. */
export async function prove(data: string, service: StoreName) {
  const runtime = manualRuntime(Date.UTC(2030, 0, 1));
  const shop = await openShop({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, runtime);
  onTestFinished(shop.close);
  const field = `${service}Integrity`;
  const query = `{ ${field} { invariant rule verdict rows isWhole broken examples } }`;
  const { data: response, errors } = await shop.ask(service, { query, viewer: boss });
  expect(errors).toBeUndefined();
  return checks.parse(response?.[field]);
}
