/** Mutants of order handling and viewer assertions, one per guard (docs/contributors/chaos.md). */
import type { PlayedMutant } from "../mutant.ts";

export const orderHandlingMutants: readonly PlayedMutant[] = [
  {
    name: "rest stays authorised",
    breaks: "I4",
    scene: "handling",
    builds: ["orders"],
    patches: [
      {
        file: "subgraphs/orders/src/service/payment/balance.ts",
        find: `  if (releasableMinor > 0)
    await insertOrderTask(tx, { orderId: order.id, kind: "RELEASE", subjectId: order.id }, store.now());
`,
        replace: "",
      },
    ],
    tests: [
      { file: "subgraphs/orders/test/payment/capture-modes.test.ts", title: "cancelled units are never captured" },
    ],
  },
  {
    name: "cancelled units are due",
    breaks: "amount due",
    scene: "handling",
    builds: ["orders"],
    patches: [
      {
        file: "subgraphs/orders/src/service/order/settlement.ts",
        find: `  return order.state === "CANCELLED" ? 0 : computeBalance(lines, money, captures).outstandingMinor;`,
        replace: `  const all = lines.map((line) => ({ ...line, units: { ...line.units, cancelled: [], credited: [] } }));
  return computeBalance(all, money, captures).outstandingMinor;`,
      },
    ],
    tests: [
      {
        file: "subgraphs/orders/test/order/settlement.test.ts",
        title: "a cancelled order without captures has no amount due",
      },
    ],
  },
  {
    name: "refunded units can leave",
    breaks: "refunded units",
    scene: "handling",
    builds: ["orders"],
    patches: [
      {
        file: "subgraphs/orders/src/service/order/parts.ts",
        find: "const withdrawn = staysFulfillable ? [] : intersectionOf(unsentUnits(line), credited);",
        replace: "const withdrawn: UnitSet = [];",
      },
    ],
    tests: [
      {
        file: "subgraphs/orders/test/refunds/refunded-units.test.ts",
        title: "refunded unsent units cannot ship while the refund is pending",
      },
    ],
  },
  {
    name: "assertion for anybody",
    breaks: "replayed assertion",
    scene: "handling",
    builds: ["payments"],
    patches: [
      {
        file: "packages/kit/src/identity/keys/viewer-assertions.ts",
        find: "known.audience !== ring.self || ",
        replace: "",
      },
    ],
    tests: [
      {
        file: "packages/kit/test/identity/keys/viewer-assertions.test.ts",
        title: "an assertion names the viewer to its audience",
      },
    ],
  },
];
