/** Mutations of customers that stand too often in one operation are refused by a shop's router. */

import { sendRequest } from "@hansa/client/graphql-client";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import { expect, test } from "vitest";
import { sharedShop } from "../../../cli/testing/shop.ts";

test("a mutation that hashes, waits or pays is refused twice in one operation, and so is a third of those that leave rows", async () => {
  const { url } = await sharedShop();
  const codeOf = async (query: string) => (await sendRequest(url, { query })).errors[0]?.extensions?.code;
  for (const [name, most] of mutationLimits) {
    const aliases = Array.from({ length: most }, (_, index) => `a${index}: ${name}`).join(" ");
    const beyond = `mutation { ${aliases} ...f } fragment f on Mutation { last: ${name} }`;
    expect([name, await codeOf(beyond)]).toEqual([name, "OPERATION_TOO_LARGE"]);
    // Without its argument it is no valid mutation.
    expect([name, await codeOf(`mutation { ${aliases} }`)]).toEqual([name, "GRAPHQL_VALIDATION_FAILED"]);
  }
});
