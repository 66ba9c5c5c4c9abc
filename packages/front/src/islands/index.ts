/** The face of islands. */
export { Island, usedIslands } from "./island.tsx";
export { replaceIslands, startIslands } from "./start.ts";
