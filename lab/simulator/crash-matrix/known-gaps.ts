/** Known gaps: fault points in checkout code that no scene reaches, each with the reason. */

export const knownGaps: Readonly<Record<string, string>> = {
  "write:record-opening":
    "written while a store is opened, before anybody can ask: real processes die there in e2e/stories/faults/crash-points.test.ts",
  "write:chain-old-entries":
    "one transaction while the store of a shop is opened that is older than the chain: it happens or it does not, and is asked anew at the next start",
  "write:report-waiting-webhook":
    "messages of the sandbox say the whole payment, so that none waits for an answer: those that do are in subgraphs/payments/test/providers/stripe/shop.test.ts",
};
