/** Plays a scene twice in succession, so that each fault point is reached again by another buyer. */
import { type Play, type Playing, playToEnd } from "../play.ts";
import { noFaults } from "../shop/fault-profile.ts";
import { known } from "../shop/template.ts";
import { newGuest } from "./actors.ts";
import type { Scene } from "./scene.ts";

export type SceneOptions = Pick<Playing, "seed" | "folder" | "configured" | "death" | "replicas" | "listen"> & {
  variantIds: readonly string[];
};

/** Nothing goes wrong in it but what it brings about itself, and the death that is asked for. */
export function playScene({ title, leaves, act }: Scene, { variantIds, ...playing }: SceneOptions): Promise<Play> {
  return playToEnd({
    ...playing,
    leaves,
    weatherFrom: () => noFaults,
    act: async (scenery) => {
      for (const { id: userId } of known) {
        scenery.told(`${userId}: ${title}`);
        const cast = { ...scenery, name: userId, userId, variantIds, folder: playing.folder, client: newGuest() };
        await act(cast);
      }
    },
  });
}
