/** The result types of mutations, by the name of their union in the schema. */
import type { ResolversParentTypes, ResolversUnionTypes } from "../generated/resolvers.ts";

type Unions = ResolversUnionTypes<ResolversParentTypes>;
export type MutationResult<Union extends keyof Unions> = Unions[Union];
