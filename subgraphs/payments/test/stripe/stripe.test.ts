/** The Stripe adapter keeps the provider contract, as far as each emulator of Stripe can show it. */
import { manualWorld } from "@hansa/kit/manual-world";
import { keepsTheProviderContract } from "../provider-contract.ts";
import { noon } from "../shop.ts";
import { candidateOf } from "./candidate.ts";
import { openFront } from "./front.ts";

keepsTheProviderContract(
  "Stripe, on stripe-stateful-mock",
  async () => candidateOf(await openFront(), manualWorld(noon)),
  {
    "dinars have three digits behind the point": "it does not know the currency",
    "a refund that failed gives nothing back, and another one can": "no refund fails there",
  },
);
