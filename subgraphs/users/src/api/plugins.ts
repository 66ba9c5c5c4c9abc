/**
 * Plugins of Apollo Server: add them to this list. They see what Apollo Server executes: every operation that is no fetch of our router, and
 * its fetches too with HANSA_COMPILED_EXECUTION=off.
 */
import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../context.ts";

export const plugins: readonly ApolloServerPlugin<Context>[] = [];
