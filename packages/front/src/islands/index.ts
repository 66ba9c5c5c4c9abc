/** The face of islands. */
export { Island, usedIslands } from "./island.tsx";
export { startIslands } from "./start.ts";
