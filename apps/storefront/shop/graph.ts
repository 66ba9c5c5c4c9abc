/** The page's client of the graph: the shop of its own origin. */
import { createGraphClient } from "@hansa/front/graph";

export const graph = createGraphClient();
