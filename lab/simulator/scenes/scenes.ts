/** The list of scenes: short stories that together reach every named fault point. */
import type { CaptureMode } from "../shop/template.ts";
import type { Actors } from "./actors.ts";
import { disputes } from "./disputes.ts";
import { maintenance } from "./maintenance.ts";
import { orderHandling } from "./order-handling.ts";
import { payments } from "./payment.ts";
import { purchases } from "./purchase.ts";

export type Scene = {
  /** The story in one sentence. */
  title: string;
  /** How the shop takes its money; on placement if absent. */
  captureMode?: CaptureMode;
  /** Findings of the audit that the scene leaves for a person. */
  leaves?: RegExp;
  act(cast: Actors): Promise<void>;
};

export const scenes: readonly Scene[] = [...purchases, ...payments, ...orderHandling, ...disputes, ...maintenance];

/** Throws if there is none of that title. */
export function findScene(title: string): Scene {
  const scene = scenes.find((each) => each.title === title);
  if (!scene) throw new Error(`there is no scene "${title}"`);
  return scene;
}
