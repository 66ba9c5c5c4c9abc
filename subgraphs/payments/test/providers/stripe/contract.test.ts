/** The Stripe provider passes the whole provider contract, with the stand-in in Stripe's place. */
import { manualRuntime } from "@hansa/kit/testing";
import { testProviderContract } from "../../support/provider-contract/contract.ts";
import { noon } from "../../support/shop.ts";
import { candidateOf } from "../../support/stripe/candidate.ts";
import { standIn } from "../../support/stripe/stand-in.ts";

testProviderContract("Stripe, on the stand-in", async () => {
  const runtime = manualRuntime(noon);
  const { url, sent } = await standIn(() => runtime.now());
  return {
    ...candidateOf(url, runtime),
    lastMessage: async () => {
      const { headers, body } = sent.at(-1) ?? { headers: {}, body: "" };
      return { headers, body: Buffer.from(body) };
    },
  };
});
