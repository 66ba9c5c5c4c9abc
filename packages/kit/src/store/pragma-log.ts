/** The pragma log: each opening of a store records how durable its commits are, which no other connection can see. */
import type { Runtime } from "../runtime/runtime.ts";
import { durability } from "./engine/durability.ts";
import { isOpeningWithoutFsync } from "./engine/sqlite/engine.ts";
import type { Store } from "./store.ts";
import { pragmaLog } from "./tables.ts";

/** Reads it on the writer's own connection and stores it. */
export async function recordPragmas(store: Store, runtime: Runtime): Promise<void> {
  const withoutFsync = isOpeningWithoutFsync();
  await store.write("record-opening", async (tx) => {
    await tx.insert(pragmaLog).values({ openedAt: runtime.now(), withoutFsync, ...durability });
  });
}
