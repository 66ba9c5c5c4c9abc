/** A scene of the simulator: a short story of buyers and staff that is played on its own. */
import type { CaptureMode } from "../shop/template.ts";
import type { Actors } from "./actors.ts";

export type Scene = {
  /** The story in one sentence. */
  title: string;
  /** How the shop takes its money; on placement if absent. */
  captureMode?: CaptureMode;
  /** Findings of the audit that the scene leaves for a person. */
  leaves?: RegExp;
  act(cast: Actors): Promise<void>;
};
