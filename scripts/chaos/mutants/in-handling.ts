/** Orders after their purchase, and who may speak for a viewer: one bug for each guard that partial amounts and assertions have. docs/chaos.md has them. */
import type { Mutant } from "./mutant.ts";

export const plantedInHandling: readonly Mutant[] = [
  {
    name: "rest stays authorised",
    breaks: "I4",
    scene: "handling",
    builds: ["orders"],
    patches: [
      {
        file: "subgraphs/orders/src/service/money/settling.ts",
        find: `  if (releasableMinor > 0)
    await insertErrand(tx, { orderId: order.id, kind: "LET_GO", subjectId: order.id }, store.now());
`,
        replace: "",
      },
    ],
  },
  {
    name: "cancelled units are due",
    breaks: "amount due",
    scene: "handling",
    builds: ["orders"],
    patches: [
      {
        file: "subgraphs/orders/src/service/money/settlement.ts",
        find: `  return order.state === "CANCELLED" ? 0 : booksOf(lines, money, captures).owedMinor;`,
        replace: `  const all = lines.map((line) => ({ ...line, units: { ...line.units, cancelled: [], credited: [] } }));
  return booksOf(all, money, captures).owedMinor;`,
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
        file: "subgraphs/orders/src/service/money/unit-moves.ts",
        find: "const withdrawn = isKept ? [] : commonOf(unsentUnits(line), credited);",
        replace: "const withdrawn: UnitSet = [];",
      },
    ],
  },
  {
    name: "assertion for anybody",
    breaks: "replayed assertion",
    scene: "handling",
    builds: ["payments"],
    patches: [
      { file: "packages/kit/src/keys/viewer-assertions.ts", find: "known.audience !== ring.self || ", replace: "" },
    ],
  },
];
