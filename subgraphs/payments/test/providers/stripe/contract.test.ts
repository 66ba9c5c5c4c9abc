/** The Stripe provider passes the provider contract, as far as each emulator supports it. */
import { manualRuntime } from "@hansa/kit/testing/manual-runtime";
import { testProviderContract } from "../../support/provider-contract/contract.ts";
import { noon } from "../../support/shop.ts";
import { candidateOf } from "../../support/stripe/candidate.ts";
import { openFront } from "../../support/stripe/front.ts";

testProviderContract(
  "Stripe, on stripe-stateful-mock",
  async () => candidateOf(await openFront(), manualRuntime(noon)),
  {
    "dinars have three digits after the point": "it does not know the currency",
    "a failed refund refunds nothing, and another one can succeed": "no refund fails there",
  },
);
