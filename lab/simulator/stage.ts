/** The stage of a process: templates made once, and a folder for the stores of the current history. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@hansa/kit/testing";
import { runHistory } from "./history.ts";
import type { Play } from "./play.ts";
import { playScene } from "./scenes/scene-run.ts";
import { findScene } from "./scenes/scenes.ts";
import { configureServices } from "./shop/services.ts";
import { type CaptureMode, copyStores, environmentOf, makeTemplate } from "./shop/template.ts";
import type { Work } from "./workers/pool.ts";

export type Stage = {
  /** The folder of the last history's stores. */
  folder: string;
  /** Plays a history or a scene from its beginning. */
  play(work: Work & { listen?: (line: string) => void }): Promise<Play>;
  close(): void;
};

const modes: readonly CaptureMode[] = ["ON_PLACEMENT", "ON_FULFILMENT"];
/** One history in so many is of a shop that takes its money parcel by parcel. */
const fulfilmentOnceIn = 5;

/** Sets it up, in memory where there is enough. */
export async function openStage(): Promise<Stage> {
  const folder = temporaryFolder();
  const live = join(folder.path, "live");
  const templates = new Map<CaptureMode, { from: string; variantIds: readonly string[] }>();
  for (const mode of modes) {
    const from = join(folder.path, mode);
    mkdirSync(from);
    templates.set(mode, { from, variantIds: await makeTemplate(from, mode) });
  }
  const configured = configureServices(environmentOf(live));
  const prepare = (mode: CaptureMode) => {
    const template = templates.get(mode);
    if (!template) throw new Error("a template is missing");
    copyStores(template.from, live);
    return { folder: live, configured, variantIds: template.variantIds };
  };
  return {
    folder: live,
    play: ({ play, ...playing }) => {
      if ("scene" in play) {
        const scene = findScene(play.scene);
        return playScene(scene, { ...playing, ...prepare(scene.captureMode ?? "ON_PLACEMENT") });
      }
      const mode = playing.seed % fulfilmentOnceIn === 0 ? "ON_FULFILMENT" : "ON_PLACEMENT";
      return runHistory({ ...playing, ...play, ...prepare(mode) });
    },
    close: () => {
      rmSync(live, { recursive: true, force: true });
      folder.remove();
    },
  };
}
