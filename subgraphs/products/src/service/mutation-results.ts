/** The result of a mutation, by the name of its union in the schema. */
import type { ResolversParentTypes, ResolversUnionTypes } from "../generated/resolvers.ts";

type Unions = ResolversUnionTypes<ResolversParentTypes>;
export type MutationResult<Union extends keyof Unions> = Unions[Union];
