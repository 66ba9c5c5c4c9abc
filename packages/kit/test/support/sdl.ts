/** A guarded schema from a few lines of SDL, as a subgraph would build it from its file. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute, type GraphQLSchema, parse } from "graphql";
import { onTestFinished } from "vitest";
import { guardedSchema } from "../../src/graphql/schema.ts";
import type { Viewer } from "../../src/identity/identity.ts";
import { temporaryFolder } from "../../testing/subgraph-client.ts";

const usualImports = `["@authenticated", "@key", "@policy", "@requiresScopes"]`;

/** The head of a subgraph's SDL; `link` is what stands in `@link` beside the address. */
export function head(link = `import: ${usualImports}`): string {
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", ${link})
    directive @public on FIELD_DEFINITION\n`;
}

/** Builds the schema; `sdl` begins with a head. */
export function build(sdl: string, resolvers: object = {}): ReturnType<typeof guardedSchema> {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const file = join(folder.path, "schema.graphql");
  writeFileSync(file, sdl);
  return guardedSchema(file, resolvers);
}

/** Executes a query as `viewer`, with the rest added to the context. Returns the data, and the code and path of each error. */
export async function askAs(
  viewer: Viewer,
  schema: GraphQLSchema,
  query: string,
  { variables, ...rest }: { variables?: Record<string, unknown> } & Record<string, unknown> = {},
) {
  const contextValue = { viewer, ...rest };
  const { data, errors = [] } = await execute({
    ...{ schema, contextValue, document: parse(query) },
    ...(variables ? { variableValues: variables } : {}),
  });
  const refused = errors.map(({ path, extensions, message }) => [path?.join("."), extensions.code ?? message]);
  return { data: JSON.parse(JSON.stringify(data ?? null)), refused };
}
