/** Mutants of the kit: store settings and event cursors (docs/contributors/chaos.md). */
import { serviceNames } from "../../processes/names.ts";
import type { PlayedMutant } from "../mutant.ts";

export const kitMutants: readonly PlayedMutant[] = [
  {
    name: "drop the inbox insert",
    breaks: "I8",
    scene: "shopping",
    builds: serviceNames,
    patches: [
      {
        file: "packages/kit/src/messaging/cursor.ts",
        find: "  if (from === 0 && (await findCursor(tx, source)) === 0) return moveCursor(tx, source, seq);\n",
        replace: "  if (from >= 0) return true;\n",
      },
    ],
    tests: [
      { file: "packages/kit/test/messaging/event-consumer.test.ts", title: "redelivery of an event changes nothing" },
    ],
  },
  {
    name: "NORMAL reopen",
    breaks: "I12",
    scene: "shopping",
    builds: serviceNames,
    patches: [
      {
        file: "packages/kit/src/store/engine/sqlite/engine.ts",
        find: "synchronous: isOpeningWithoutFsync() ? 0 : isReplaceable ? 1 : 2,",
        replace: "synchronous: isOpeningWithoutFsync() ? 0 : 1,",
      },
    ],
    tests: [
      { file: "packages/kit/test/store/store.test.ts", title: "writer and reader are durable when the store is made" },
    ],
  },
];
