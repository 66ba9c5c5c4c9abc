/** What every service stands on: how a store is opened, and how news is remembered. docs/chaos.md says of each what it stands for. */
import { serviceNames } from "../shop/names.ts";
import type { Mutant } from "./mutant.ts";

export const plantedInKit: readonly Mutant[] = [
  {
    name: "drop the inbox insert",
    breaks: "I8",
    scene: "shopping",
    builds: serviceNames,
    patches: [
      {
        file: "packages/kit/src/messaging/event-consumer.ts",
        find: "  if (from === 0 && (await findCursor(tx, source)) === 0) return moveCursor(tx, source, seq);\n",
        replace: "  if (from >= 0) return true;\n",
      },
    ],
  },
  {
    name: "NORMAL reopen",
    breaks: "I12",
    scene: "shopping",
    builds: serviceNames,
    patches: [
      {
        file: "packages/kit/src/store/store.ts",
        find: "synchronous: isOpeningWithoutFsync() ? 0 : 2,",
        replace: "synchronous: isOpeningWithoutFsync() ? 0 : 1,",
      },
    ],
  },
];
