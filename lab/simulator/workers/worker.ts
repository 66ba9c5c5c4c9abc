/** A worker process that plays the histories it receives and returns their results. */

import { openStage } from "../stage.ts";
import { work } from "./pool.ts";

const stage = await openStage();
process.on("message", async (message) => {
  const { reached, ...played } = await stage.play(work.parse(message));
  process.send?.({ ...played, reached: Object.fromEntries(reached) });
});
process.on("disconnect", () => {
  stage.close();
  process.exit(0);
});
process.send?.({ ready: true });
