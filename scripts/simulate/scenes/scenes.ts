/** Short stories that between them come to every named point: what chance seldom brings about is told here on purpose. */
import type { CaptureMode } from "../template.ts";
import { afterwards } from "./afterwards.ts";
import { buying } from "./buying.ts";
import type { Cast } from "./cast.ts";
import { disputes } from "./disputes.ts";
import { keeping } from "./keeping.ts";
import { paying } from "./paying.ts";

export type Scene = {
  /** What happens in it. */
  title: string;
  /** How the shop takes its money; on placement if absent. */
  captureMode?: CaptureMode;
  /** What it leaves in the books for a person to look at. */
  leaves?: RegExp;
  act(cast: Cast): Promise<void>;
};

export const scenes: readonly Scene[] = [...buying, ...paying, ...afterwards, ...disputes, ...keeping];

/** Throws if there is none of that title. */
export function findScene(title: string): Scene {
  const scene = scenes.find((each) => each.title === title);
  if (!scene) throw new Error(`there is no scene "${title}"`);
  return scene;
}
