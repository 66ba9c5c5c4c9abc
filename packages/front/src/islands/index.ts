/** The face of islands. */
export { Island, type IslandModules, usedIslands } from "./island.tsx";
export { startIslands } from "./start.ts";
