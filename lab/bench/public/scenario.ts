/** A scenario of the public plane: the graph of several subgraphs, and one query. */

/** A subgraph that answers from memory. `sdl` has no link to the federation's specification; `resolvers` are those of graphql-js by type. */
export type ScenarioSubgraph = { name: string; sdl: string; resolvers: object };

export type Scenario = { subgraphs: readonly ScenarioSubgraph[]; query: string };

/** The SDL of a subgraph as it is composed and served. */
export function fullSdl({ sdl }: ScenarioSubgraph): string {
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
    import: ["@key", "@shareable", "@external", "@requires", "@provides"])
  ${sdl}`;
}
