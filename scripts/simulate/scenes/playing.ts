/** Playing a scene: its story is told twice, one after the other, so that each point is come to again by somebody else. */
import { type Play, type Playing, playOut } from "../play.ts";
import { known } from "../template.ts";
import { calm } from "../weather.ts";
import { passer } from "./cast.ts";
import type { Scene } from "./scenes.ts";

export type SceneOptions = Pick<Playing, "seed" | "folder" | "configs" | "death" | "listen"> & {
  variantIds: readonly string[];
};

/** Nothing goes wrong in it but what it brings about itself, and the death that is asked for. */
export function playScene({ title, leaves, act }: Scene, { variantIds, ...playing }: SceneOptions): Promise<Play> {
  return playOut({
    ...playing,
    leaves,
    weatherFrom: () => calm,
    act: async (scenery) => {
      for (const { id: userId } of known) {
        scenery.told(`${userId}: ${title}`);
        const cast = { ...scenery, name: userId, userId, variantIds, folder: playing.folder, client: passer() };
        await act(cast);
      }
    },
  });
}
