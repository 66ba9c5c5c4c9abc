/** Mutants of payments: repeated captures, outdated reports and wrong postings (docs/contributors/chaos.md). */
import type { PlayedMutant } from "../mutant.ts";

export const paymentMutants: readonly PlayedMutant[] = [
  {
    name: "new key on retry",
    breaks: "I3",
    scene: "shopping",
    builds: ["payments"],
    patches: [
      {
        file: "subgraphs/payments/src/service/provider-calls/outcomes.ts",
        find: "const once = { key: made.key,",
        replace: "const once = { key: made.attempts === 1 ? made.key : made.key + ':' + made.attempts,",
      },
    ],
    tests: [
      { file: "subgraphs/payments/test/operations/capture.test.ts", title: "a lost capture is completed by itself" },
    ],
  },
  {
    name: "webhook goes backwards",
    breaks: "I3",
    scene: "shopping",
    builds: ["payments"],
    patches: [
      {
        file: "subgraphs/payments/src/service/payment/transitions.ts",
        find: `return isNewAuthorization(payment, reported) ? "alarm_contradiction" : "older";`,
        replace: `return isNewAuthorization(payment, reported) ? "alarm_contradiction" : "moves";`,
      },
      {
        file: "subgraphs/payments/src/service/payment/reports.ts",
        find: "  if (isPromised && isCertain(before.state)) return before;\n",
        replace: "",
      },
    ],
    tests: [
      { file: "subgraphs/payments/test/payment/reports.test.ts", title: "no order of reports moves a payment back" },
    ],
    guards: { store: "payments", triggers: ["payments_state_advances"] },
  },
  {
    name: "capture twice",
    breaks: "I3",
    scene: "shopping",
    builds: ["payments"],
    patches: [
      {
        file: "subgraphs/payments/src/service/payment/captures.ts",
        find: `    if (row?.state === "CAPTURED") await checkCapture(deps, tx, current, { capture, row, fact });`,
        replace: `    if (row?.state === "CAPTURED") {
      const posting = { transactionId: deps.runtime.newId("ltx"), paymentId: payment.id, providerEvent: deps.runtime.newId("evt") };
      await postTransfer(tx, { ...posting, kind: "capture", from: "customers", to: "provider", minor: capture.amountMinor, currency: payment.currency, at: deps.runtime.now() });
    }`,
      },
    ],
    tests: [
      {
        file: "subgraphs/payments/test/operations/capture.test.ts",
        title: "any number of captures takes the money once",
      },
    ],
  },
  {
    name: "ledger half-post",
    breaks: "I7",
    scene: "shopping",
    builds: ["payments"],
    patches: [
      {
        file: "subgraphs/payments/src/store/ledger/queries.ts",
        find: "values([credit, debit])",
        replace: "values([debit])",
      },
    ],
    tests: [
      {
        file: "subgraphs/payments/test/operations/capture.test.ts",
        title: "any number of captures takes the money once",
      },
    ],
    guards: { store: "payments", triggers: ["ledger_transactions_balance"] },
  },
];
