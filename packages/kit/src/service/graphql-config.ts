/** Settings of a subgraph's GraphQL server, from the environment. */
import { z } from "zod";
import type { Common } from "./config.ts";

/** Variables of every process with a GraphQL server of a subgraph. */
export const graphqlVariables = {
  HANSA_COMPILED_EXECUTION: z.enum(["on", "off"]).default("on"),
};

export type GraphqlConfig = {
  /** Whether responses show the original error, for developers only. */
  unmaskErrors: boolean;
  /** Whether fetches of our router are executed as they were compiled; otherwise Apollo Server executes them too. */
  isCompiled: boolean;
  /** Whether our router may ask for the statements of a fetch; never in production. */
  explains: boolean;
};

/** The settings of the GraphQL server. */
export function graphqlConfig(read: Common & z.infer<z.ZodObject<typeof graphqlVariables>>): GraphqlConfig {
  return {
    unmaskErrors: read.HANSA_UNMASK_ERRORS,
    isCompiled: read.HANSA_COMPILED_EXECUTION === "on",
    explains: read.HANSA_ENV === "development",
  };
}
