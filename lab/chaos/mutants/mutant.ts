/** The type of a mutant: a seeded defect that is applied to a temporary build only. */
import type { Patch } from "../../../cli/host/build/bundle.ts";
import type { Name, ServiceName } from "../processes/names.ts";

export type Scene = "shopping" | "crowded" | "zombie" | "handling";

export type Mutant = {
  name: string;
  /** The invariant that it must break, or the client's check that must fail (order-handling.ts). */
  breaks: string;
  /** The scene that provokes it. */
  scene: Scene;
  /** The processes that its files are part of. */
  builds: readonly Name[];
  patches: readonly Patch[];
  /** Triggers of the store that would reject its effect: they are dropped with it. */
  guards?: { store: ServiceName; triggers: readonly string[] };
};
