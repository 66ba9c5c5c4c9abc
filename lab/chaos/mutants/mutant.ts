/** The types of a mutant: a seeded defect that is applied to a temporary build, or to what a test loads, and to nothing else. */
import type { Patch } from "../../../cli/host/build/bundle.ts";
import type { Name, ServiceName } from "../processes/names.ts";

/** A test by its file and the beginning of its title. */
export type NamedTest = { file: string; title: string };

export type Mutant = {
  name: string;
  patches: readonly Patch[];
  /** Each must fail with the defect, and pass without it. */
  tests: readonly [NamedTest, ...NamedTest[]];
  /** Each write of the tests runs twice. */
  isTwice?: true;
};

export type Scene = "shopping" | "crowded" | "zombie" | "handling";

/** One that a scene of chaos provokes as well. */
export type PlayedMutant = Mutant & {
  /** The invariant that it must break, or the client's check that must fail (order-handling.ts). */
  breaks: string;
  /** The scene that provokes it. */
  scene: Scene;
  /** The processes that its files are part of. */
  builds: readonly Name[];
  /** Triggers of the store that would reject its effect: they are dropped with it. */
  guards?: { store: ServiceName; triggers: readonly string[] };
};
