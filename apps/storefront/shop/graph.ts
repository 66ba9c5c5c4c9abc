/** The page's client of the graph: what customers may use of the shop of its own origin. */
import { createGraphClient } from "@hansa/front/graph";

export const graph = createGraphClient({ path: "/graphql/public" });
