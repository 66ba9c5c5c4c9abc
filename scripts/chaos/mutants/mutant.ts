/** A bug to plant: a small change of the sources, applied to a build that is thrown away; none of it is in what ships. */
import type { Patch } from "../../build/bundle.ts";
import type { Name, ServiceName } from "../shop/names.ts";

export type Scene = "shopping" | "crowded" | "zombie" | "handling";

export type Mutant = {
  name: string;
  /** The invariant that must be broken by it, or the check of a client that must fail (order-handling.ts). */
  breaks: string;
  /** Where it has to be provoked. */
  scene: Scene;
  /** The processes that its files are part of. */
  builds: readonly Name[];
  patches: readonly Patch[];
  /** What the store itself would refuse of it: triggers that are taken away with it. */
  guards?: { store: ServiceName; triggers: readonly string[] };
};
