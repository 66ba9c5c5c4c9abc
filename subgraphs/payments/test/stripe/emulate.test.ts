/** The Stripe adapter on emulate, which can hold no money for a while, and knows neither refunds nor keys. */
import { systemWorld } from "@hansa/kit/world";
import { createEmulator } from "emulate";
import { onTestFinished } from "vitest";
import { freePort } from "../ports.ts";
import { keepsTheProviderContract } from "../provider-contract.ts";
import { candidateOf } from "./candidate.ts";

const noPromise = "an intent that is made is never confirmed with it, and confirming takes the money at once";
const noKeys = "it does not look at idempotency keys";
const noCards = "it has no payment methods";

keepsTheProviderContract(
  "Stripe, on emulate",
  async () => {
    const emulator = await createEmulator({ service: "stripe", port: await freePort() });
    onTestFinished(() => emulator.close());
    return candidateOf(emulator.url, systemWorld);
  },
  {
    "a good card is authorised for exactly the amount and currency asked for": noPromise,
    "the same key is the same start: one payment, one answer": noKeys,
    "a declined card is a definite answer with its reason": "no card is declined there",
    "a second step asks the customer, and goes on or fails": "no card asks for a second step there",
    "without a token it waits, and confirming gives it one": noPromise,
    "capturing takes all of it once, under one id and our key, however it is heard of": noPromise,
    "a capture that is the last lets go of the rest": noPromise,
    "it captures in parts, each once and never more than was promised, or says that it takes once, and does": noPromise,
    "what is captured cannot be voided, and what is voided cannot be captured": noPromise,
    "refunds give back in parts, each once, and never more than was taken": "it has no refunds",
    "what was not taken cannot be given back": "it has no refunds",
    "a refund that failed gives nothing back, and another one can": "it has no refunds",
    "a method is kept only when asked for, pays again, and pays no more once it is forgotten": noCards,
    "another method is kept under the customer that is named": noCards,
    "its list has each payment with our id, its own and its state, and says where it ends": noPromise,
    "it says of which payments a refund was begun since, and of no others": noPromise,
    "a key that comes with another request is not answered as if it were done": noKeys,
    "yen have no digits behind the point": noPromise,
    "dinars have three digits behind the point": noPromise,
  },
);
