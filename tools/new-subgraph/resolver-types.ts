/** Generates the resolver types of one subgraph. A process of its own, because it reads the list of services anew. */
import { generateResolverTypes } from "../dev/examination/resolver-types.ts";

const [name = ""] = process.argv.slice(2);
await generateResolverTypes(name);
